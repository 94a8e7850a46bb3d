package io.portmaster.history;

import java.util.List;
import java.util.function.Consumer;

/**
 * A refusal is without effect, and so is silence: whatever changes was asked for, before it was seen, by somebody who was told
 * yes or nothing. A client that is refused goes on as if it had never asked, and nobody would ever free the port. How offers
 * end is told by {@link OffersKeepTheirTerm}.
 */
final class NothingUnasked implements Rule {
    @Override
    public String claim() {
        return "nothing changes unasked, and a refusal changes nothing";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        Causes causes = evidence.causes();
        for (Tenure tenure : evidence.tenures().all()) {
            if (causes.ofCreation(tenure).isEmpty() && !causes.mayBeTakenBack(tenure, evidence.promises())) {
                found.accept(words("created", tenure.creation(), causes.asksForCreation(tenure), evidence));
            }
            Change acceptance = tenure.acceptance();
            if (acceptance != null && causes.ofAcceptance(tenure).isEmpty()) {
                found.accept(words("accepted", acceptance, causes.asksForAcceptance(tenure), evidence));
            }
            Change end = tenure.end();
            if (end != null && tenure.isAllocation() && causes.ofEnd(tenure).isEmpty()) {
                found.accept(words(tenure + " was released", end, causes.asksForEnd(tenure), evidence));
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
