package io.portmaster.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the chronicle tells, as tenures. A port that passes to another name begins another tenure, deleted or not. */
final class Tenures {
    /** Those of each port, oldest first, since one must end before the next begins. */
    private final Map<Integer, List<Tenure>> byPort = new HashMap<>();

    private final Map<String, List<Tenure>> byName = new LinkedHashMap<>();

    Tenures(Chronicle chronicle) {
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
                        Comparator.comparingLong(tenure -> tenure.creation().revision())));
    }

    private void add(Tenure tenure) {
        byPort.computeIfAbsent(tenure.port(), port -> new ArrayList<>()).add(tenure);
        byName.computeIfAbsent(tenure.name(), name -> new ArrayList<>()).add(tenure);
    }

    /** Those of each name, oldest first. */
    Map<String, List<Tenure>> byName() {
        return byName;
    }

    List<Tenure> all() {
        return byName.values().stream().flatMap(List::stream).toList();
    }

    /** Those of a name, oldest first. */
    List<Tenure> of(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** That of a port at a revision; null if it was free. */
    @Nullable
    Tenure at(int port, long revision) {
        List<Tenure> tenures = byPort.getOrDefault(port, List.of());
        int low = 0;
        int high = tenures.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tenures.get(middle).creation().revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Tenure latest = low == 0 ? null : tenures.get(low - 1);
        return latest != null && latest.standsAt(revision) ? latest : null;
    }

    private static final class Open {
        private final String name;
        private final List<Change> puts = new ArrayList<>();

        Open(String name, Change creation) {
            this.name = name;
            puts.add(creation);
        }

        Tenure ended(@Nullable Change end) {
            return new Tenure(name, puts.get(0).port(), puts, end);
        }
    }
}
