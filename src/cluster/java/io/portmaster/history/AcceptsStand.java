package io.portmaster.history;

import java.util.List;
import java.util.function.Consumer;

/**
 * An allocation that a client knows of stays until its client releases it. It has no TTL. {@link LeasesAreKept} judges those that
 * are on a client's lease.
 */
final class AcceptsStand implements Rule {
    @Override
    public String claim() {
        return "an accept stands until its release";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (Exchange exchange : evidence.exchanges()) {
            if (exchange.answer() instanceof Answer.Granted granted
                    && granted.holding().state() == HeldPort.State.ALLOCATED) {
                HoldingPeriod period = evidence.periods().at(granted.holding().port(), granted.revision());
                if (period != null && period.end() != null && isUnasked(period, evidence)) {
                    found.accept(evidence.words(exchange) + ", and nobody had released it before "
                            + evidence.words(period.end()));
                }
            }
        }
    }

    private static boolean isUnasked(HoldingPeriod period, Evidence evidence) {
        List<Exchange> releases = evidence.causes().ofEnd(period);
        return period.isAllocation() && !period.isOnLease() && releases.isEmpty();
    }
}
