package io.portmaster.history;

import java.util.List;
import java.util.function.Consumer;

/**
 * An allocation that a client knows of stays until its release: it has no lease, no TTL, and nobody but its client to end it.
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
                Tenure tenure = evidence.tenures().at(granted.holding().port(), granted.revision());
                if (tenure != null && tenure.end() != null && isUnasked(tenure, evidence)) {
                    found.accept(evidence.words(exchange) + ", and nobody had released it before "
                            + evidence.words(tenure.end()));
                }
            }
        }
    }

    private static boolean isUnasked(Tenure tenure, Evidence evidence) {
        List<Exchange> releases = evidence.causes().ofEnd(tenure);
        return tenure.isAllocation() && releases.isEmpty();
    }
}
