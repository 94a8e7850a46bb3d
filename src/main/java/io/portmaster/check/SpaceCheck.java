package io.portmaster.check;

import io.portmaster.domain.Name;
import io.portmaster.record.Allocation;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.InSpace;
import io.portmaster.record.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the invariants of one space. They hold at every revision. That a port has one owner needs no check, since a port is one
 * key.
 *
 * <p>A record that can't be read is one violation. No other violation follows from it. A record of a newer release is only
 * checked for a unique name, since the newer release may have other rules.
 */
final class SpaceCheck {
    private final SpaceKeys keys;
    private final Findings findings;
    private final LeaseCheck leases;
    private final CoolingCheck coolings;

    private SpaceCheck(SpaceKeys keys, Anchors anchors, Findings findings) {
        this.keys = keys;
        this.findings = findings;
        this.leases = new LeaseCheck(keys, anchors, findings);
        this.coolings = new CoolingCheck(keys, anchors, findings);
    }

    /** @param anchors of all clients' leases, which belong to no space */
    static void check(List<InSpace> found, Anchors anchors, Findings findings) {
        SpaceKeys keys = new SpaceKeys(found);
        SpaceCheck check = new SpaceCheck(keys, anchors, findings);
        keys.all().forEach(check::checkEach);
        check.checkNames();
        RangeCheck.check(keys, findings);
        GroupCheck.check(keys, findings);
    }

    private void checkEach(Content content) {
        if (content.value() instanceof Value.Unreadable unreadable) {
            findings.reportUnreadable(unreadable, content);
        } else if (Judged.is(content.value())) {
            checkOne(content, content.value());
        }
    }

    private void checkOne(Content content, Value value) {
        if (value instanceof Service) {
            leases.checkService(content);
        } else if (value instanceof Holding holding) {
            checkHolding(content, holding);
        } else if (value instanceof Cooling cooling) {
            checkPlace(content, cooling.service(), cooling.port(), true);
            coolings.check(content, cooling);
        } else if (value instanceof Value.Index index) {
            checkRecorded(content, index.port());
        }
    }

    private void checkHolding(Content port, Holding holding) {
        boolean onLease = holding instanceof Allocation allocation && allocation.lease() != null;
        checkPlace(port, holding.service(), holding.port(), onLease);
        if (holding instanceof Allocation allocation) {
            leases.checkAllocation(port, allocation);
        } else {
            leases.checkOffer(port);
        }
        checkIndexed(port, holding);
    }

    /**
     * The service of each port exists, and has the port in one of its ranges.
     *
     * @param needsV2 whether an older release would break a promise if it changed anything in the service
     */
    private void checkPlace(Content content, Name name, int port, boolean needsV2) {
        Content service = keys.find(new Key.ServiceKey(content.key().space(), name));
        Service found = Judged.of(service, Service.class);
        if (service == null) {
            findings.report("belongs to the service " + name + ", which isn't there", content);
        } else if (found != null && !found.ports().contains(port)) {
            findings.report("the port lies outside its service's ranges, " + found.ports(), content, service);
        } else if (found != null && needsV2 && !found.version().isAtLeast(FormatVersion.V2)) {
            findings.report("its service is of format version " + found.version(), content, service);
        }
    }

    /** Each record has its index key, with the same port and the same lease. */
    private void checkIndexed(Content port, Holding holding) {
        Content index = keys.find(holding.indexKey(port.key().space()));
        if (index == null) {
            findings.report("has no index key as " + describe(holding), port);
        } else if (index.value() instanceof Value.Index found && found.port() != holding.port()) {
            findings.report("the index key of " + describe(holding) + " says port " + found.port(), port, index);
        } else if (!index.lease().equals(port.lease())) {
            findings.report("the record is on " + port.lease() + " and its index key on " + index.lease(), port, index);
        }
    }

    /** Each index key has its record. */
    private void checkRecorded(Content index, int port) {
        Content record = keys.find(new Key.PortKey(index.key().space(), port));
        Holding holding = Judged.of(record, Holding.class);
        if (record == null) {
            findings.report("port " + port + " has no record", index);
        } else if (holding != null && !holding.indexKey(record.key().space()).equals(index.key())) {
            findings.report("the record of port " + port + " is " + describe(holding), index, record);
        }
    }

    /** Each name has one port in its service, offered or allocated. */
    private void checkNames() {
        Map<Instance, Content> ports = new HashMap<>();
        for (Content content : keys.all()) {
            if (content.value() instanceof Holding holding) {
                Content other = ports.putIfAbsent(new Instance(holding.service(), holding.name()), content);
                if (other != null) {
                    findings.report(
                            "two ports of one name, " + holding.service() + "/" + holding.name(), other, content);
                }
            }
        }
    }

    private static String describe(Holding holding) {
        String kind = holding.state() == Holding.State.OFFERED ? "the offer" : "the allocation";
        return kind + " of " + holding.service() + "/" + holding.name();
    }

    private record Instance(Name service, Name name) {}
}
