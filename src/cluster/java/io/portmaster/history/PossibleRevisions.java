package io.portmaster.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision that etcd can have reached by a time. A change can't happen before a client asks for it, and later changes
 * can't happen before that one.
 */
final class PossibleRevisions {
    private final long[] revisions;

    /** The earliest time at which etcd can have reached each revision. It never falls. */
    private final long[] times;

    PossibleRevisions(Evidence evidence) {
        List<Change> changes = evidence.chronicle().changes();
        Map<Change, Long> asked = new HashMap<>();
        evidence.periods().all().forEach(period -> note(period, evidence.causes(), asked));
        revisions = new long[changes.size()];
        times = new long[changes.size()];
        long time = Long.MIN_VALUE;
        for (int index = 0; index < revisions.length; index++) {
            time = Math.max(time, asked.getOrDefault(changes.get(index), Long.MIN_VALUE));
            revisions[index] = changes.get(index).revision();
            times[index] = time;
        }
    }

    private static void note(HoldingPeriod period, Causes causes, Map<Change, Long> asked) {
        note(period.creation(), causes.asksForCreation(period), asked);
        if (period.acceptance() != null) {
            note(Objects.requireNonNull(period.acceptance()), causes.asksForAcceptance(period), asked);
        }
        if (period.isAllocation() && !period.isOnLease()) {
            note(period.end(), causes.asksForEnd(period), asked);
        }
    }

    private static void note(@Nullable Change change, List<Exchange> asks, Map<Change, Long> asked) {
        if (change != null) {
            Causes.firstAsked(asks).ifPresent(time -> asked.merge(change, time, Math::max));
        }
    }

    /** The newest revision that etcd can have reached by that time. */
    long newestBy(long time) {
        int low = 0;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == times.length ? Long.MAX_VALUE : revisions[low] - 1;
    }
}
