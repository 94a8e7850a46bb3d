package io.portmaster.cluster;

import io.portmaster.cluster.KeySpace.Anchor;
import io.portmaster.cluster.KeySpace.Cooling;
import io.portmaster.cluster.KeySpace.Port;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules on what ends by itself: offers, ports that cool, clients' leases and the allocations on them. */
final class LeaseInvariants {
    /** The format version that a service needs before anything in it cools or is on a client's lease. */
    private static final int VERSION = 2;

    private final KeySpace keys;
    private final Breaches breaches;

    private LeaseInvariants(KeySpace keys, Breaches breaches) {
        this.keys = keys;
        this.breaches = breaches;
    }

    static void check(KeySpace keys, Breaches breaches) {
        LeaseInvariants invariants = new LeaseInvariants(keys, breaches);
        invariants.checkAnchors();
        keys.ports().forEach(port -> {
            if (port.isOffered()) {
                invariants.checkOffer(port);
            } else {
                invariants.checkAllocation(port);
            }
        });
        keys.coolings().forEach(invariants::checkCooling);
    }

    private void checkAnchors() {
        keys.leases().values().forEach(anchor -> {
            expect(anchor.own() % 2 == 0, "a lease with a companion's number", anchor, null);
            long pair = anchor.former() == 0 ? anchor.carrier() : anchor.former();
            expect(anchor.lease() == pair, "an anchor on another lease", anchor, null);
        });
        keys.companions().values().forEach(anchor -> {
            expect(anchor.own() % 2 == 0, "a companion of a companion", anchor, null);
            Anchor own = keys.leases().get(anchor.own());
            boolean placed = own == null ? anchor.lease() != 0 : anchor.lease() == own.carrier() + 1;
            expect(placed, "a companion's anchor on another lease", anchor, null);
        });
    }

    private void checkOffer(Port offer) {
        expect(offer.lease() != 0 && !isClients(offer.lease()), "an offer on a lease that is no offer's", offer, null);
    }

    private void checkAllocation(Port port) {
        expect(port.named() != 0 || port.lease() == 0, "an allocation on a lease that it doesn't name", port, null);
        if (port.named() == 0) {
            return;
        }
        Anchor anchor = keys.leases().get(port.named());
        Anchor companion = keys.companions().get(port.named());
        if (anchor == null) {
            // The lease ended while its allocations were moved, and this one had been moved already.
            boolean left = wasReplaced(companion) && companion.lease() == port.lease() + 1;
            expect(left, "an allocation on nobody's lease", port, null);
            return;
        }
        boolean moving = anchor.former() != 0 && port.lease() != 0;
        expect(port.lease() == anchor.carrier() || moving, "an allocation on another lease", port, null);
        expect(companion == null || moving || keys.cooling(port.port()) != null, "an allocation that would not cool", port, null);
        checkVersion(port, port.service());
    }

    private void checkCooling(Cooling cooling) {
        KeySpace.Service service = keys.services().get(cooling.service());
        boolean placed = service != null && service.contains(cooling.port());
        expect(placed, "cools out of its service's ranges", cooling, service);
        checkVersion(cooling, cooling.service());
        checkLeaseOf(cooling);
        checkHolderOf(cooling, keys.port(cooling.port()));
    }

    private void checkLeaseOf(Cooling cooling) {
        expect(cooling.lease() != 0, "cools for ever", cooling, null);
        expect(cooling.isOfLease() == (cooling.named() != 0), "a reason that doesn't fit", cooling, null);
        if (cooling.isOfLease()) {
            Anchor anchor = keys.leases().get(cooling.named());
            Anchor companion = keys.companions().get(cooling.named());
            boolean elsewhere = anchor == null ? wasReplaced(companion) : anchor.former() != 0;
            boolean placed = companion != null && (cooling.lease() == companion.lease() || elsewhere);
            expect(placed, "not on its companion", cooling, null);
        } else {
            expect(!isClients(cooling.lease()), "cools on a client's lease", cooling, null);
        }
    }

    private void checkHolderOf(Cooling cooling, @Nullable Port port) {
        boolean owner = port != null && cooling.allows(port.service(), port.name());
        boolean waits = owner && cooling.isOfLease() && !port.isOffered() && port.named() == cooling.named();
        boolean mayBeHeld = port == null || (port.isOffered() ? owner : waits);
        expect(mayBeHeld, "held while it cools", cooling, port);
        Anchor anchor = keys.leases().get(cooling.named());
        // The pair that the lease moves to has ended first, with the allocation, and the former one has not ended yet.
        boolean ended = anchor != null && anchor.former() != 0 && cooling.lease() == anchor.carrier() + 1;
        expect(waits || anchor == null || ended, "waits for nobody", cooling, port);
    }

    private void checkVersion(Object what, String name) {
        KeySpace.Service service = keys.services().get(name);
        expect(service == null || service.version() >= VERSION, "in a service that old nodes change", what, service);
    }

    private static boolean wasReplaced(@Nullable Anchor companion) {
        return companion != null && companion.lease() != companion.own() + 1;
    }

    /** Whether one of etcd's leases is a client's, or the companion of one. */
    private boolean isClients(long lease) {
        return Stream.of(keys.leases(), keys.companions())
                .flatMap(anchors -> anchors.values().stream())
                .anyMatch(anchor -> anchor.lease() == lease);
    }

    private void expect(boolean holds, String violation, Object what, @Nullable Object other) {
        breaches.expect(holds, violation, what, other);
    }
}
