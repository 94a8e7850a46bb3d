package io.portmaster.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which revisions there can't have been yet at a time: nothing happens before it is asked for, nor what comes behind it. */
final class Earliest {
    private final long[] revisions;

    /** By when at the earliest each of the revisions can have been there. Never falls. */
    private final long[] times;

    Earliest(Evidence evidence) {
        List<Change> changes = evidence.chronicle().changes();
        Map<Change, Long> asked = new HashMap<>();
        evidence.tenures().all().forEach(tenure -> note(tenure, evidence.causes(), asked));
        revisions = new long[changes.size()];
        times = new long[changes.size()];
        long time = Long.MIN_VALUE;
        for (int index = 0; index < revisions.length; index++) {
            time = Math.max(time, asked.getOrDefault(changes.get(index), Long.MIN_VALUE));
            revisions[index] = changes.get(index).revision();
            times[index] = time;
        }
    }

    private static void note(Tenure tenure, Causes causes, Map<Change, Long> asked) {
        note(tenure.creation(), causes.asksForCreation(tenure), asked);
        if (tenure.acceptance() != null) {
            note(Objects.requireNonNull(tenure.acceptance()), causes.asksForAcceptance(tenure), asked);
        }
        if (tenure.isAllocation()) {
            note(tenure.end(), causes.asksForEnd(tenure), asked);
        }
    }

    private static void note(@Nullable Change change, List<Exchange> asks, Map<Change, Long> asked) {
        if (change != null) {
            Causes.firstAsked(asks).ifPresent(time -> asked.merge(change, time, Math::max));
        }
    }

    /** The newest revision that can have been there by that time. */
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
