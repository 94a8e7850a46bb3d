package io.portmaster.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The time for which a port's cooling key stands as it was put.
 *
 * @param begin the put
 * @param end the change that deleted the key or put it anew; null while it stands
 * @param replaced the period that this one took the place of; null if there was no key before
 */
record CoolingPeriod(CoolingChange begin, @Nullable CoolingChange end, @Nullable CoolingPeriod replaced) {
    CoolingPort cooling() {
        return Objects.requireNonNull(begin.cooling());
    }

    /** All periods of a chronicle, by their ends; those that still stand come last. */
    static List<CoolingPeriod> of(Chronicle chronicle) {
        List<CoolingPeriod> periods = new ArrayList<>();
        Map<Integer, CoolingPeriod> standing = new HashMap<>();
        for (CoolingChange change : chronicle.coolings()) {
            CoolingPeriod before = standing.remove(change.port());
            CoolingPeriod ended = before == null ? null : new CoolingPeriod(before.begin(), change, before.replaced());
            if (ended != null) {
                periods.add(ended);
            }
            if (change.cooling() != null) {
                standing.put(change.port(), new CoolingPeriod(change, null, ended));
            }
        }
        periods.addAll(standing.values());
        return periods;
    }

    @Override
    public String toString() {
        return cooling() + " on port " + begin.port() + " since revision " + begin.revision();
    }
}
