package io.portmaster.transfer;

import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortSet;
import io.portmaster.transfer.Row.BrokenRow;
import io.portmaster.transfer.Row.InstanceRow;
import io.portmaster.transfer.Row.OfferRow;
import io.portmaster.transfer.Row.ServiceRow;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ServiceBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the rows of a dump against each other and against what a node has. It changes nothing. */
public final class Planner {
    private final Inventory inventory;
    private final @Nullable String nameOfNameless;

    /** The services that will be there, and their ports. */
    private final Map<String, PortSet> services = new HashMap<>();

    /** The rows that have services, by name. */
    private final Map<String, Integer> serviceRows = new HashMap<>();

    private final RangeClaims claims = new RangeClaims();

    /** The rows that have ports, and names, by what they have. */
    private final Map<Integer, Integer> portRows = new HashMap<>();

    private final Map<Subject, Integer> nameRows = new HashMap<>();

    /**
     * @param nameOfNameless the name of instances that have none, with {@code {}} for the port; null to leave such instances out
     */
    public Planner(Inventory inventory, @Nullable String nameOfNameless) {
        this.inventory = inventory;
        this.nameOfNameless = nameOfNameless;
        for (ServiceBody service : inventory.services()) {
            services.put(service.name(), service.ranges());
            claims.claim(service.ranges(), "service " + service.name() + ", which is there");
        }
    }

    /** Services come first, wherever they stand in the dump: whether an instance can be brought in depends on its service. */
    public Plan plan(Dump dump) {
        Plan.Step[] steps = new Plan.Step[dump.rows().size()];
        for (int i = 0; i < steps.length; i++) {
            Row row = dump.rows().get(i);
            if (!(row instanceof InstanceRow)) {
                steps[i] = new Plan.Step(row, judge(row));
            }
        }
        for (int i = 0; i < steps.length; i++) {
            if (dump.rows().get(i) instanceof InstanceRow instance) {
                InstanceRow named = named(instance);
                steps[i] = new Plan.Step(named, judge(named));
            }
        }
        List<Plan.Step> all = List.of(steps);
        return new Plan(all, extras(inventory, dump, all));
    }

    private Result judge(Row row) {
        if (row instanceof ServiceRow service) {
            return judge(service);
        }
        if (row instanceof InstanceRow instance) {
            return judge(instance);
        }
        if (row instanceof OfferRow) {
            return result(row, Fate.SKIPPED, "an open offer: only its client knows the secret, and has to ask again");
        }
        BrokenRow broken = (BrokenRow) row;
        if (broken.subject().kind() == Kind.SERVICE && broken.subject().service() != null) {
            serviceRows.putIfAbsent(broken.subject().service(), broken.number());
        }
        return result(row, Fate.BROKEN, broken.objections());
    }

    private static Result result(Row row, Fate fate, @Nullable String reason) {
        return new Result(row.number(), row.subject(), fate, reason);
    }

    private Result judge(ServiceRow row) {
        Integer earlier = serviceRows.putIfAbsent(row.name(), row.number());
        if (earlier != null) {
            return result(row, Fate.BROKEN, "row " + earlier + " has this service already");
        }
        ServiceBody existing = inventory.service(row.name());
        if (existing != null) {
            String difference = Difference.of(row, existing);
            return result(row, difference == null ? Fate.THERE : Fate.DIFFERENT, difference);
        }
        String inTheWay = claims.inTheWayOf(row.ports());
        if (inTheWay != null) {
            return result(row, Fate.DIFFERENT, "its ports overlap those of " + inTheWay);
        }
        claims.claim(row.ports(), "service " + row.name() + ", row " + row.number());
        services.put(row.name(), row.ports());
        return result(row, Fate.CREATE, null);
    }

    private InstanceRow named(InstanceRow row) {
        return row.name() == null && nameOfNameless != null
                ? row.named(nameOfNameless.replace("{}", Integer.toString(row.port())))
                : row;
    }

    private Result judge(InstanceRow row) {
        String name = row.name();
        if (name == null) {
            return result(row, Fate.SKIPPED, "it has no name: nobody is known to use the port");
        }
        String broken = brokenRule(row, name);
        if (broken != null) {
            return result(row, Fate.BROKEN, broken);
        }
        if (row.lease() != null) {
            return result(row, Fate.SKIPPED, "it is on a lease, which its client has to make anew");
        }
        return held(row, name);
    }

    private @Nullable String brokenRule(InstanceRow row, String name) {
        String objection = NameRule.INSTANCE.objection(name);
        if (objection != null) {
            return "the name " + objection;
        }
        Integer samePort = portRows.putIfAbsent(row.port(), row.number());
        if (samePort != null) {
            return "row " + samePort + " has this port already";
        }
        Integer sameName = nameRows.putIfAbsent(new Subject(Kind.INSTANCE, row.service(), name, null), row.number());
        if (sameName != null) {
            return "row " + sameName + " has this name already";
        }
        PortSet ports = services.get(row.service());
        if (ports == null) {
            Integer ofService = serviceRows.get(row.service());
            return ofService == null
                    ? "its service is neither in the dump nor there"
                    : "its service is not there, and row " + ofService + " can't create it";
        }
        return ports.contains(row.port()) ? null : "the port is outside of its service's ports, " + ports;
    }

    private Result held(InstanceRow row, String name) {
        PortBody ofName = inventory.instance(row.service(), name);
        PortBody ofPort = inventory.port(row.port());
        if (ofName != null && ofName.port() != row.port()) {
            return result(row, Fate.DIFFERENT, "the name has port " + ofName.port() + " there, " + ofName.state());
        }
        if (ofPort == null) {
            return result(row, Fate.CREATE, null);
        }
        boolean isSame = ofPort.service().equals(row.service()) && ofPort.name().equals(name);
        if (ofPort instanceof CoolingBody cooling) {
            boolean getsItBack = isSame && !cooling.reason().equals("busy");
            return getsItBack
                    ? result(row, Fate.CREATE, null)
                    : result(row, Fate.DIFFERENT, "the port cools there: " + cooling.reason());
        }
        if (!isSame) {
            return result(
                    row,
                    Fate.DIFFERENT,
                    "the port is " + ofPort.state() + " to " + ofPort.service() + "/" + ofPort.name() + " there");
        }
        if (!(ofPort instanceof AllocationBody allocation)) {
            return result(row, Fate.DIFFERENT, "the port is offered to it there, and not accepted");
        }
        String difference = Difference.of(row, allocation);
        return result(row, difference == null ? Fate.THERE : Fate.DIFFERENT, difference);
    }

    private static List<Result> extras(Inventory inventory, Dump dump, List<Plan.Step> steps) {
        Set<String> services = dump.services();
        DumpedPorts dumped = new DumpedPorts(steps);
        List<Result> extras = new ArrayList<>();
        for (PortBody port : inventory.ports()) {
            if (port instanceof AllocationBody && services.contains(port.service()) && !dumped.mayHave(port)) {
                extras.add(new Result(
                        0,
                        new Subject(Kind.INSTANCE, port.service(), port.name(), port.port()),
                        Fate.EXTRA,
                        "it is there, and not in the dump"));
            }
        }
        return extras;
    }
}
