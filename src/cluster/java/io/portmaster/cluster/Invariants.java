package io.portmaster.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the keys fulfil at every revision, whoever changed them. One owner per port needs no rule: a port is one key.
 */
public final class Invariants {
    private final KeySpace keys;
    private final Breaches breaches;

    private Invariants(KeySpace keys, Breaches breaches) {
        this.keys = keys;
        this.breaches = breaches;
    }

    /** The breaches, in words. The list is empty if all is well. */
    public static List<String> violations(KeySpace keys) {
        Breaches breaches = new Breaches();
        Invariants invariants = new Invariants(keys, breaches);
        invariants.checkPorts();
        invariants.checkIndexes(true, keys.offers());
        invariants.checkIndexes(false, keys.instances());
        invariants.checkNames();
        invariants.checkRanges();
        LeaseInvariants.check(keys, breaches);
        GroupInvariants.check(keys, breaches);
        breaches.expect(keys.strays().isEmpty(), "unknown to the design", keys.strays(), null);
        return breaches.words();
    }

    /** Every port lies in its service's ranges, and has its index key. */
    private void checkPorts() {
        for (KeySpace.Port port : keys.ports()) {
            KeySpace.Service service = keys.services().get(port.service());
            KeySpace.Index index = (port.isOffered() ? keys.offers() : keys.instances()).get(port.path());
            expect(service != null, "of no service", port, service);
            expect(service == null || service.contains(port.port()), "out of its ranges", port, service);
            expect(port.isOffered() || port.state().equals("allocated"), "neither offered nor allocated", port, null);
            expect(index != null && index.port() == port.port(), "not what the index says", port, index);
            expect(index == null || index.lease() == port.lease(), "on two leases", port, index);
        }
    }

    /** Every index key has its record. */
    private void checkIndexes(boolean offered, Map<String, KeySpace.Index> indexes) {
        for (KeySpace.Index index : indexes.values()) {
            KeySpace.Port port = keys.port(index.port());
            boolean recorded = port != null && port.path().equals(index.path()) && port.isOffered() == offered;
            expect(recorded, "an orphan index", index, port);
        }
    }

    private void checkNames() {
        keys.offers().forEach((path, offer) -> {
            KeySpace.Index instance = keys.instances().get(path);
            expect(instance == null, "both offered and allocated", offer, instance);
        });
    }

    /** No port belongs to two services. */
    private void checkRanges() {
        List<Owned> ranges = keys.services().values().stream()
                .flatMap(service -> service.ranges().stream().map(range -> new Owned(range, service)))
                .sorted(Comparator.comparingInt(owned -> owned.range().start()))
                .toList();
        for (int i = 1; i < ranges.size(); i++) {
            Owned lower = ranges.get(i - 1);
            Owned upper = ranges.get(i);
            expect(lower.range().end() < upper.range().start(), "overlapping", lower.service(), upper.service());
        }
    }

    private void expect(boolean holds, String violation, Object what, @Nullable Object other) {
        breaches.expect(holds, violation, what, other);
    }

    private record Owned(KeySpace.Range range, KeySpace.Service service) {}
}
