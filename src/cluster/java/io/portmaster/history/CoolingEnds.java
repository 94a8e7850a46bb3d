package io.portmaster.history;

import java.util.function.Consumer;

/**
 * A port that cools comes free by itself: when its delay is over, or when it has lingered after its lease. An election of etcd starts
 * the time over, so that it counts from when all was healed at the earliest.
 */
final class CoolingEnds implements Rule {
    @Override
    public String claim() {
        return "a port cools no longer than promised";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        CoolingPeriod.of(evidence.chronicle()).forEach(period -> late(period, evidence, found));
    }

    private static void late(CoolingPeriod period, Evidence evidence, Consumer<String> found) {
        long lease = period.cooling().lease();
        if (lease != 0 && !evidence.leases().knows(lease)) {
            return; // LeasesAreKept has found it
        }
        long begun = lease == 0 ? period.begin().seen() : evidence.leases().lastTried(lease);
        long since = Math.max(begun, evidence.promises().healed());
        long most = delay(period, evidence) + evidence.promises().slack().toNanos();
        CoolingChange end = period.end();
        long stood = (end == null ? evidence.chronicle().end() : end.seen()) - since;
        if (stood > most) {
            found.accept("still there " + stood / 1_000_000 / 1e3 + " s after "
                    + (lease == 0 ? "it was put" : "the last renewal of its lease") + ", or after all was healed: " + period
                    + ", " + (end == null ? "and never ended" : "ended at revision " + end.revision()));
        }
    }

    /** The promised time in nanoseconds. A busy port cools for the longer one of two delays. */
    private static long delay(CoolingPeriod period, Evidence evidence) {
        CoolingPort cooling = period.cooling();
        return switch (cooling.reason()) {
            case RELEASED -> evidence.promises().reuseDelay().toNanos();
            case BUSY -> {
                long before = period.replaced() == null ? 0 : delay(period.replaced(), evidence);
                yield Math.max(evidence.promises().busyDelay().toNanos(), before);
            }
            case LEASE_ENDED -> evidence.leases().knows(cooling.lease())
                    ? evidence.leases().ttl(cooling.lease())
                            + evidence.leases().linger(cooling.lease()) * 1_000_000_000L
                    : 0;
        };
    }
}
