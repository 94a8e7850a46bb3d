package io.portmaster.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the keys fulfil at every revision, whoever changed them. One owner per port needs no rule: a port is one key.
 */
public final class Invariants {
    private final KeySpace keys;
    private final List<String> violations = new ArrayList<>();

    private Invariants(KeySpace keys) {
        this.keys = keys;
    }

    /** The breaches, in words. The list is empty if all is well. */
    public static List<String> violations(KeySpace keys) {
        Invariants invariants = new Invariants(keys);
        invariants.checkPorts();
        invariants.checkIndexes(true, keys.offers());
        invariants.checkIndexes(false, keys.instances());
        invariants.checkNames();
        invariants.checkRanges();
        invariants.expect(keys.strays().isEmpty(), "unknown to the design", keys.strays(), null);
        return invariants.violations;
    }

    /** Every port lies in its service's range, has its index key, and ends by itself if and only if it is an offer. */
    private void checkPorts() {
        for (KeySpace.Port port : keys.ports()) {
            KeySpace.Service service = keys.services().get(port.service());
            KeySpace.Index index = (port.isOffered() ? keys.offers() : keys.instances()).get(port.path());
            expect(service != null, "of no service", port, service);
            expect(service == null || service.contains(port.port()), "out of its range", port, service);
            expect(port.isOffered() || port.state().equals("allocated"), "neither offered nor allocated", port, null);
            expect(port.isOffered() == (port.lease() != 0), "a lease for offers only", port, null);
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

    private void checkRanges() {
        List<KeySpace.Service> services = keys.services().values().stream()
                .sorted(Comparator.comparingInt(KeySpace.Service::start))
                .toList();
        for (int i = 1; i < services.size(); i++) {
            KeySpace.Service lower = services.get(i - 1);
            KeySpace.Service upper = services.get(i);
            expect(lower.end() < upper.start(), "overlapping", lower, upper);
        }
    }

    /** Builds the words only for a breach: this is called millions of times. */
    private void expect(boolean holds, String violation, Object what, @Nullable Object other) {
        if (!holds) {
            violations.add(violation + ": " + what + (other == null ? "" : ", " + other));
        }
    }
}
