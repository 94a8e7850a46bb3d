package io.portmaster.traffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** All that the clients were given, and what of it was wrong. */
public final class Tenures {
    private final Queue<Tenure> all = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void add(Tenure tenure) {
        all.add(tenure);
    }

    /** Takes note of an answer that breaks a promise. */
    void accuse(String violation) {
        violations.add(violation);
    }

    /** The answers that broke a promise by themselves. */
    public List<String> wrongAnswers() {
        return List.copyOf(violations);
    }

    public int size() {
        return all.size();
    }

    /** The ports that were given while they were another's, or cooled. Call it when the clients have ended. */
    public List<String> givenTooEarly() {
        List<String> found = new ArrayList<>();
        Map<Integer, List<Tenure>> byPort = all.stream().collect(Collectors.groupingBy(Tenure::port));
        byPort.values().forEach(tenures -> {
            tenures.sort(Comparator.comparingLong(Tenure::revision));
            check(tenures, found);
        });
        return found;
    }

    /** @param tenures of one port, in etcd's order */
    private static void check(List<Tenure> tenures, List<String> found) {
        List<Tenure> before = new ArrayList<>();
        for (Tenure tenure : tenures) {
            for (Tenure former : before) {
                if (tenure.answered() < former.heldUntil()) {
                    found.add("held twice: " + former + ", " + tenure);
                } else if (tenure.answered() < former.keptUntil() && !isReturn(former, tenure)) {
                    found.add("given before its time: " + former + ", " + tenure);
                }
            }
            if (tenure.isAccepted()) {
                before.clear(); // an accepted offer ends what was left of the name's cooling
            }
            before.add(tenure);
        }
    }

    private static boolean isReturn(Tenure former, Tenure tenure) {
        return former.name().equals(tenure.name()) && !former.isBusy();
    }
}
