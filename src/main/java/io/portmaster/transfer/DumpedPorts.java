package io.portmaster.transfer;

import io.portmaster.transfer.Row.InstanceRow;
import io.portmaster.wire.PortBody;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which ports a dump has, and for whom. */
final class DumpedPorts {
    private final Map<Integer, Set<Subject>> owners = new HashMap<>();

    /** Ports of rows that don't tell the name under which the port may be there: they have none, or break a rule. */
    private final Set<Integer> ofUnknown = new HashSet<>();

    DumpedPorts(Iterable<Plan.Step> steps) {
        for (Plan.Step step : steps) {
            Subject subject = step.row().subject();
            Integer port = subject.port();
            if (port == null || subject.kind() != Kind.INSTANCE) {
                continue;
            }
            if (step.row() instanceof InstanceRow row && row.name() != null) {
                owners.computeIfAbsent(port, key -> new HashSet<>()).add(subject);
            } else {
                ofUnknown.add(port);
            }
        }
    }

    /** Whether a row may be about this port and its owner. */
    boolean mayHave(PortBody port) {
        Subject owner = new Subject(Kind.INSTANCE, port.service(), port.name(), port.port());
        return ofUnknown.contains(port.port())
                || owners.getOrDefault(port.port(), Set.of()).contains(owner);
    }
}
