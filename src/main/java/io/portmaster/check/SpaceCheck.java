package io.portmaster.check;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.InSpace;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Map<Key, Content> contents = new LinkedHashMap<>();
    private final List<InvariantViolation> violations = new ArrayList<>();

    private SpaceCheck(List<InSpace> found) {
        for (InSpace one : found) {
            if (one instanceof Content content) {
                contents.put(content.key(), content);
            }
        }
    }

    static List<InvariantViolation> violations(List<InSpace> found) {
        SpaceCheck check = new SpaceCheck(found);
        check.checkEach();
        check.checkNames();
        check.checkRanges();
        return check.violations;
    }

    private void checkEach() {
        for (Content content : contents.values()) {
            if (content.value() instanceof Value.Unreadable unreadable) {
                String why = unreadable.why().lines().findFirst().orElse("");
                report("can't be read: " + why, content);
            } else if (!content.value().version().isNewer()) {
                checkOne(content, content.value());
            }
        }
    }

    private void checkOne(Content content, Value value) {
        if (value instanceof Service) {
            checkService(content);
        } else if (value instanceof Holding holding) {
            checkPlace(content, holding);
            checkLease(content, holding);
            checkIndexed(content, holding);
        } else if (value instanceof Value.Index index) {
            checkRecorded(content, index.port());
        }
    }

    private void checkService(Content service) {
        if (!service.lease().isNone()) {
            report("a service on " + service.lease() + ", which would end it", service);
        }
    }

    /** The service of each port exists, and the port lies in its range. */
    private void checkPlace(Content port, Holding holding) {
        Content service = contents.get(new Key.ServiceKey(port.key().space(), holding.service()));
        if (service == null) {
            report("belongs to the service " + holding.service() + ", which isn't there", port);
        } else if (service.value() instanceof Service found
                && !found.version().isNewer()
                && !found.ports().contains(holding.port())) {
            report("the port lies outside its service's range, " + range(found), port, service);
        }
    }

    /** An offer has a lease, an allocation has none. */
    private void checkLease(Content port, Holding holding) {
        boolean offered = holding.state() == Holding.State.OFFERED;
        if (offered && port.lease().isNone()) {
            report("an offer on no lease, which would never end", port);
        } else if (!offered && !port.lease().isNone()) {
            report("an allocation on " + port.lease() + ", which would end it", port);
        }
    }

    /** Each record has its index key, with the same port and the same lease. */
    private void checkIndexed(Content port, Holding holding) {
        Content index = contents.get(holding.indexKey(port.key().space()));
        if (index == null) {
            report("has no index key as " + describe(holding), port);
        } else if (index.value() instanceof Value.Index found && found.port() != holding.port()) {
            report("the index key of " + describe(holding) + " says port " + found.port(), port, index);
        } else if (!index.lease().equals(port.lease())) {
            report("the record is on " + port.lease() + " and its index key on " + index.lease(), port, index);
        }
    }

    /** Each index key has its record. */
    private void checkRecorded(Content index, int port) {
        Content record = contents.get(new Key.PortKey(index.key().space(), port));
        if (record == null) {
            report("port " + port + " has no record", index);
        } else if (record.value() instanceof Holding holding
                && !holding.version().isNewer()
                && !holding.indexKey(record.key().space()).equals(index.key())) {
            report("the record of port " + port + " is " + describe(holding), index, record);
        }
    }

    /** Each name has one port in its service, offered or allocated. */
    private void checkNames() {
        Map<Instance, Content> ports = new HashMap<>();
        for (Content content : contents.values()) {
            if (content.value() instanceof Holding holding) {
                Content other = ports.putIfAbsent(new Instance(holding.service(), holding.name()), content);
                if (other != null) {
                    report("two ports of one name, " + holding.service() + "/" + holding.name(), other, content);
                }
            }
        }
    }

    private void checkRanges() {
        List<Content> services = contents.values().stream()
                .filter(content -> content.value() instanceof Service service
                        && !service.version().isNewer())
                .sorted(Comparator.comparingInt(service -> rangeOf(service).start()))
                .toList();
        Content reachingFarthest = null;
        for (Content service : services) {
            if (reachingFarthest != null && rangeOf(reachingFarthest).overlaps(rangeOf(service))) {
                report("the ranges overlap", reachingFarthest, service);
            }
            if (reachingFarthest == null
                    || rangeOf(service).end() > rangeOf(reachingFarthest).end()) {
                reachingFarthest = service;
            }
        }
    }

    private void report(String what, Content... found) {
        violations.add(InvariantViolation.of(what, found));
    }

    private static PortRange rangeOf(Content service) {
        return ((Service) service.value()).ports().bounds();
    }

    private static String range(Service service) {
        return service.ports().lowest() + " to " + service.ports().highest();
    }

    private static String describe(Holding holding) {
        String kind = holding.state() == Holding.State.OFFERED ? "the offer" : "the allocation";
        return kind + " of " + holding.service() + "/" + holding.name();
    }

    private record Instance(Name service, Name name) {}
}
