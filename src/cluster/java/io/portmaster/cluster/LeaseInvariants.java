package io.portmaster.cluster;

import io.portmaster.cluster.KeySpace.Cooling;
import io.portmaster.cluster.KeySpace.Port;
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
            expect(anchor.lease() == anchor.own(), "an anchor on another lease", anchor, null);
        });
        keys.companions().values().forEach(anchor -> {
            expect(anchor.own() % 2 == 0, "a companion of a companion", anchor, null);
            expect(anchor.lease() == anchor.own() + 1, "a companion's anchor on another lease", anchor, null);
        });
    }

    private void checkOffer(Port offer) {
        expect(offer.lease() != 0 && !isClients(offer.lease()), "an offer on a lease that is no offer's", offer, null);
    }

    private void checkAllocation(Port port) {
        expect(port.lease() == port.named(), "an allocation on a lease that it doesn't name", port, null);
        if (port.lease() == 0 || port.lease() != port.named()) {
            return;
        }
        Cooling cooling = keys.cooling(port.port());
        boolean companion = keys.companions().containsKey(port.lease());
        expect(keys.leases().containsKey(port.lease()), "an allocation on nobody's lease", port, null);
        expect(!companion || cooling != null, "an allocation that would not cool", port, null);
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
            boolean stands = keys.companions().containsKey(cooling.named());
            expect(stands && cooling.lease() == cooling.named() + 1, "not on its companion", cooling, null);
        } else {
            expect(!isClients(cooling.lease()), "cools on a client's lease", cooling, null);
        }
    }

    private void checkHolderOf(Cooling cooling, @Nullable Port port) {
        boolean owner = port != null && cooling.allows(port.service(), port.name());
        boolean waits = owner && cooling.isOfLease() && !port.isOffered() && port.named() == cooling.named();
        boolean mayBeHeld = port == null || (port.isOffered() ? owner : waits);
        expect(mayBeHeld, "held while it cools", cooling, port);
        expect(waits || !keys.leases().containsKey(cooling.named()), "waits for nobody", cooling, port);
    }

    private void checkVersion(Object what, String name) {
        KeySpace.Service service = keys.services().get(name);
        expect(service == null || service.version() >= VERSION, "in a service that old nodes change", what, service);
    }

    /** Whether one of etcd's leases is a client's, or the companion of one. */
    private boolean isClients(long lease) {
        return keys.leases().containsKey(lease) || keys.companions().containsKey(lease - 1);
    }

    private void expect(boolean holds, String violation, Object what, @Nullable Object other) {
        breaches.expect(holds, violation, what, other);
    }
}
