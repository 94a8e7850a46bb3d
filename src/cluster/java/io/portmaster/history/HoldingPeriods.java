package io.portmaster.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chronicle as holding periods. A port that passes to another name begins another period, deleted or not. */
final class HoldingPeriods {
    /** The periods of each port, oldest first. One ends before the next begins. */
    private final Map<Integer, List<HoldingPeriod>> byPort = new HashMap<>();

    private final Map<String, List<HoldingPeriod>> byName = new LinkedHashMap<>();

    HoldingPeriods(Chronicle chronicle) {
        Map<Integer, Open> open = new HashMap<>();
        for (Change change : chronicle.changes()) {
            Open current = open.get(change.port());
            HeldPort holding = change.holding();
            if (current != null && holding != null && holding.name().equals(current.name)) {
                current.puts.add(change);
                continue;
            }
            if (current != null) {
                add(current.ended(change));
                open.remove(change.port());
            }
            if (holding != null) {
                open.put(change.port(), new Open(holding.name(), change));
            }
        }
        open.values().forEach(standing -> add(standing.ended(null)));
        byName.values()
                .forEach(each -> each.sort(
                        Comparator.comparingLong(period -> period.creation().revision())));
    }

    private void add(HoldingPeriod period) {
        byPort.computeIfAbsent(period.port(), port -> new ArrayList<>()).add(period);
        byName.computeIfAbsent(period.name(), name -> new ArrayList<>()).add(period);
    }

    /** The periods of each name, oldest first. */
    Map<String, List<HoldingPeriod>> byName() {
        return byName;
    }

    /** The periods of each port, oldest first. */
    Map<Integer, List<HoldingPeriod>> byPort() {
        return byPort;
    }

    List<HoldingPeriod> all() {
        return byName.values().stream().flatMap(List::stream).toList();
    }

    /** The periods of a name, oldest first. */
    List<HoldingPeriod> of(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** The period of a port at a revision; null if the port was free. */
    @Nullable
    HoldingPeriod at(int port, long revision) {
        List<HoldingPeriod> periods = byPort.getOrDefault(port, List.of());
        int low = 0;
        int high = periods.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (periods.get(middle).creation().revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        HoldingPeriod latest = low == 0 ? null : periods.get(low - 1);
        return latest != null && latest.standsAt(revision) ? latest : null;
    }

    private static final class Open {
        private final String name;
        private final List<Change> puts = new ArrayList<>();

        Open(String name, Change creation) {
            this.name = name;
            puts.add(creation);
        }

        HoldingPeriod ended(@Nullable Change end) {
            return new HoldingPeriod(name, puts.get(0).port(), puts, end);
        }
    }
}
