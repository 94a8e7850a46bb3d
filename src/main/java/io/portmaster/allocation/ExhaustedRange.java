package io.portmaster.allocation;

import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.PortChoice;
import io.portmaster.registry.SpaceRecords;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says that a service has too few free ports, and when to come again. */
final class ExhaustedRange {
    /** A client that is told when to come again waits this long at least. The cooling may be over by then, or not yet. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private ExhaustedRange() {}

    /** The refusal of a request that needs so many ports of the choice. Null if as many are free. */
    static @Nullable Refusal refusal(
            SpaceRecords records, Service service, PortChoice choice, int needed, Instant now) {
        return records.hasFree(choice, needed) ? null : refusal(records, service, choice, needed, null, now);
    }

    /** The refusal of a request that needs so many neighbours of the choice. Null if as many are free. */
    static @Nullable Refusal refusalOfNeighbours(
            SpaceRecords records, Service service, PortChoice choice, int needed, Instant now) {
        int longestRun = records.longestFreeRun(choice);
        return longestRun >= needed ? null : refusal(records, service, choice, needed, longestRun, now);
    }

    private static Refusal refusal(
            SpaceRecords records,
            Service service,
            PortChoice choice,
            int needed,
            @Nullable Integer longestRun,
            Instant now) {
        return new Refusal.RangeExhausted(
                service.name(),
                records.counts(service),
                needed,
                records.countFree(choice),
                longestRun,
                untilFirstIsCool(records, choice, now));
    }

    /** When the first of the cooling ports may be free. Null if none cools, or if that isn't known of any. */
    private static @Nullable Duration untilFirstIsCool(SpaceRecords records, PortChoice choice, Instant now) {
        Instant first = null;
        for (Entry<Cooling> cooling : records.cooling(choice.ports())) {
            Instant until = cooling.value().until();
            boolean wanted = !choice.exclude().contains(cooling.value().port());
            if (until != null && wanted && (first == null || until.isBefore(first))) {
                first = until;
            }
        }
        if (first == null) {
            return null;
        }
        Duration wait = Duration.between(now, first);
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }
}
