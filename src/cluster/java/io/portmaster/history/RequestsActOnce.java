package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A request of unknown outcome was carried out or it wasn't; it was not carried out twice. So a name has no more records than
 * it was asked for, none of which is accepted or released more often than asked, and a record is written at most twice: as an
 * offer, then as an allocation.
 */
final class RequestsActOnce implements Rule {
    @Override
    public String claim() {
        return "a request acts once at most";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        RequestsByName requests = evidence.requests();
        Predicate<Tenure> takenBack = tenure -> evidence.causes().mayBeTakenBack(tenure, evidence.promises());
        evidence.tenures().byName().forEach((name, tenures) -> {
            count(name, "was created", tenures, takenBack.negate(), requests.offers(name), found);
            count(name, "was accepted", tenures, each -> each.acceptance() != null, requests.accepts(name), found);
            count(name, "was released", tenures, RequestsActOnce::wasReleased, requests.releases(name), found);
        });
        evidence.tenures().all().forEach(tenure -> puts(tenure, evidence, found));
    }

    private static boolean wasReleased(Tenure tenure) {
        return tenure.end() != null && tenure.isAllocation();
    }

    private static void count(
            String name,
            String what,
            List<Tenure> tenures,
            Predicate<Tenure> which,
            List<Exchange> requests,
            Consumer<String> found) {
        List<Tenure> happened = tenures.stream().filter(which).toList();
        long asked = requests.stream().filter(RequestsByName::mayHaveActed).count();
        // What happened though nobody asked is another rule's.
        if (happened.size() > Math.max(1, asked)) {
            found.accept(name + " " + what + " " + happened.size() + " times, for " + asked
                    + " requests that may have acted: " + happened);
        }
    }

    private static void puts(Tenure tenure, Evidence evidence, Consumer<String> found) {
        for (int index = 1; index < tenure.puts().size(); index++) {
            Change before = tenure.puts().get(index - 1);
            Change after = tenure.puts().get(index);
            if (state(before) != State.OFFERED || state(after) != State.ALLOCATED) {
                found.accept(
                        "a record was written again: " + evidence.words(after) + ", behind " + evidence.words(before));
            }
        }
    }

    private static State state(Change put) {
        return Objects.requireNonNull(put.holding()).state();
    }
}
