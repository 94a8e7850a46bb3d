package io.portmaster.history;

import java.util.List;
import java.util.function.Consumer;

/**
 * Every change was asked for by a client before it was seen, and that client was told yes or nothing. A refused request changes
 * nothing: its client goes on as if it had never asked, and nobody would ever free the port. {@link OffersKeepTheirTerm} judges
 * how offers end, and {@link LeasesAreKept} how allocations on leases do.
 */
final class NothingUnasked implements Rule {
    @Override
    public String claim() {
        return "nothing changes unasked, and a refusal changes nothing";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        Causes causes = evidence.causes();
        for (HoldingPeriod period : evidence.periods().all()) {
            if (causes.ofCreation(period).isEmpty() && !causes.mayBeTakenBack(period, evidence.promises())) {
                found.accept(words("created", period.creation(), causes.asksForCreation(period), evidence));
            }
            Change acceptance = period.acceptance();
            if (acceptance != null && causes.ofAcceptance(period).isEmpty()) {
                found.accept(words("accepted", acceptance, causes.asksForAcceptance(period), evidence));
            }
            Change end = period.end();
            if (end != null && period.isAllocation() && !period.isOnLease() && causes.ofEnd(period).isEmpty()) {
                found.accept(words(period + " was released", end, causes.asksForEnd(period), evidence));
            }
        }
    }

    private static String words(String what, Change change, List<Exchange> asks, Evidence evidence) {
        return what + " by nobody: " + evidence.words(change)
                + Causes.refused(asks)
                        .findFirst()
                        .map(refused -> "; but " + evidence.words(refused))
                        .orElse("");
    }
}
