package io.portmaster.history;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each port holds at a revision. The chronicle is replayed forward, so that the revision only grows. */
final class ChronicleReplay {
    private final Chronicle chronicle;
    private final Map<Integer, HeldPort> holdings = new HashMap<>();
    private int index;

    ChronicleReplay(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    /** @param revision at or above the former one */
    void advanceTo(long revision) {
        List<Change> changes = chronicle.changes();
        while (index < changes.size() && changes.get(index).revision() <= revision) {
            Change change = changes.get(index++);
            if (change.holding() == null) {
                holdings.remove(change.port());
            } else {
                holdings.put(change.port(), change.holding());
            }
        }
    }

    /** What each port holds. */
    Map<Integer, HeldPort> holdings() {
        return Collections.unmodifiableMap(holdings);
    }

    /** The index of the first change in the chronicle that was not replayed yet. */
    int index() {
        return index;
    }
}
