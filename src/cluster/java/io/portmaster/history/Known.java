package io.portmaster.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Supplier;

/** Up to which revision it is proven that everything had happened, as time goes by. */
final class Known {
    private static final Source NOTHING = new Source(Long.MIN_VALUE, 0, () -> "nobody");

    private final Queue<Source> coming = new PriorityQueue<>(Comparator.comparingLong(Source::time));

    /** Rising in time and in revision. */
    private final List<Source> past = new ArrayList<>(List.of(NOTHING));

    /**
     * Who proved it.
     *
     * @param time when it was
     * @param revision that had happened by then, with all before it
     * @param words who, and how
     */
    record Source(long time, long revision, Supplier<String> words) {}

    /** @param source not before the time that this has advanced to */
    void add(Source source) {
        coming.add(source);
    }

    /** Takes in all that was told before then. */
    void advanceTo(long time) {
        while (!coming.isEmpty() && coming.peek().time() < time) {
            Source source = coming.remove();
            if (source.revision() > newest().revision()) {
                past.add(source);
            }
        }
    }

    /** What is known now. */
    Source newest() {
        return past.get(past.size() - 1);
    }

    /** Who was the first to tell of that revision, or of one above it, of those known now. */
    Source first(long revision) {
        int low = 0;
        int high = past.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (past.get(middle).revision() < revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return past.get(low);
    }
}
