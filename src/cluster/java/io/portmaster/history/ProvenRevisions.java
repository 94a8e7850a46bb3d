package io.portmaster.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Supplier;

/** The revision up to which all changes are proven to have happened, as time goes by. */
final class ProvenRevisions {
    private static final Source NOTHING = new Source(Long.MIN_VALUE, 0, () -> "nobody");

    private final Queue<Source> coming = new PriorityQueue<>(Comparator.comparingLong(Source::time));

    /** The proofs taken in so far, by time. Their revisions rise, too. */
    private final List<Source> past = new ArrayList<>(List.of(NOTHING));

    /**
     * One proof.
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

    /** Takes in all proofs from before that time. */
    void advanceTo(long time) {
        while (!coming.isEmpty() && coming.peek().time() < time) {
            Source source = coming.remove();
            if (source.revision() > newest().revision()) {
                past.add(source);
            }
        }
    }

    /** The proof of the newest revision. */
    Source newest() {
        return past.get(past.size() - 1);
    }

    /** The earliest proof of that revision, or of a newer one. */
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
