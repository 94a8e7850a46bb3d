package io.portmaster.history;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * No offer goes before its TTL, unless it is rejected: its client may still be about to accept it. None stays much longer, once
 * all is healed: a port that nobody took must become free by itself.
 *
 * <p>The TTL counts from when the offer was planned, which can't be before it was asked for; where it ends, it has ended
 * before that was seen. So what is called early was early by any clock.
 */
final class OffersKeepTheirTerm implements Rule {
    @Override
    public String claim() {
        return "an offer keeps its term";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (Tenure tenure : evidence.tenures().all()) {
            if (tenure.beganAsOffer()) {
                early(tenure, evidence, found);
                late(tenure, evidence, found);
            }
        }
    }

    private static void early(Tenure tenure, Evidence evidence, Consumer<String> found) {
        Change end = tenure.end();
        Causes causes = evidence.causes();
        OptionalLong asked = Causes.firstAsked(causes.ofCreation(tenure));
        if (end == null || !tenure.endedAsOffer() || asked.isEmpty()) {
            return;
        }
        long age = end.seen() - asked.getAsLong();
        boolean excused = evidence.promises().revoked().contains(tenure.key())
                || !causes.ofEnd(tenure).isEmpty()
                || causes.mayBeTakenBack(tenure, evidence.promises());
        if (age < evidence.promises().ttl().toNanos() && !excused) {
            found.accept("gone " + seconds(age) + " after it was asked for at " + evidence.time(asked.getAsLong())
                    + ", unrejected: " + tenure + ", by " + evidence.words(end)
                    + Causes.refused(causes.asksForEnd(tenure))
                            .findFirst()
                            .map(refused -> "; but " + evidence.words(refused))
                            .orElse(""));
        }
    }

    private static void late(Tenure tenure, Evidence evidence, Consumer<String> found) {
        Promises promises = evidence.promises();
        long since = Math.max(tenure.creation().seen(), promises.healed());
        long most = promises.ttl().plus(promises.slack()).toNanos();
        Change end = tenure.endOfOffer();
        long stood = (end == null ? evidence.chronicle().end() : end.seen()) - since;
        if (stood > most) {
            found.accept("still open " + seconds(stood) + " after it was made or all was healed, at "
                    + evidence.time(since) + ": " + tenure + ", "
                    + (end == null ? "and never ended" : "ended by " + evidence.words(end)));
        }
    }

    private static String seconds(long nanos) {
        return nanos / 1_000_000 / 1e3 + " s";
    }
}
