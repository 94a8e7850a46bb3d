package io.portmaster.history;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands at a revision that only grows: the chronicle, replayed. */
final class Standing {
    private final Chronicle chronicle;
    private final Map<Integer, HeldPort> holdings = new HashMap<>();
    private int index;

    Standing(Chronicle chronicle) {
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

    /** By port. */
    Map<Integer, HeldPort> holdings() {
        return Collections.unmodifiableMap(holdings);
    }

    /** Of the first change of the chronicle that is not in it. */
    int index() {
        return index;
    }
}
