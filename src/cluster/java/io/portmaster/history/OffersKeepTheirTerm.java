package io.portmaster.history;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * No offer ends before its TTL unless it is rejected: its client may be about to accept it. No offer stays much longer once all
 * faults are healed: a port that nobody accepted becomes free by itself.
 *
 * <p>The TTL counts from the plan of the offer, which is later than its request. The end of an offer is earlier than the time at
 * which it was seen. So an offer that is reported as early was early by any clock.
 */
final class OffersKeepTheirTerm implements Rule {
    @Override
    public String claim() {
        return "an offer keeps its term";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        for (HoldingPeriod period : evidence.periods().all()) {
            if (period.beganAsOffer()) {
                early(period, evidence, found);
                late(period, evidence, found);
            }
        }
    }

    private static void early(HoldingPeriod period, Evidence evidence, Consumer<String> found) {
        Change end = period.end();
        Causes causes = evidence.causes();
        OptionalLong asked = Causes.firstAsked(causes.ofCreation(period));
        if (end == null || !period.endedAsOffer() || asked.isEmpty()) {
            return;
        }
        long age = end.seen() - asked.getAsLong();
        boolean excused = evidence.promises().revoked().contains(period.key())
                || !causes.ofEnd(period).isEmpty()
                || causes.mayBeTakenBack(period, evidence.promises());
        if (age < evidence.promises().ttl().toNanos() && !excused) {
            found.accept("gone " + seconds(age) + " after it was asked for at " + evidence.time(asked.getAsLong())
                    + ", unrejected: " + period + ", by " + evidence.words(end)
                    + Causes.refused(causes.asksForEnd(period))
                            .findFirst()
                            .map(refused -> "; but " + evidence.words(refused))
                            .orElse(""));
        }
    }

    private static void late(HoldingPeriod period, Evidence evidence, Consumer<String> found) {
        Promises promises = evidence.promises();
        long since = Math.max(period.creation().seen(), promises.healed());
        long most = promises.ttl().plus(promises.slack()).toNanos();
        Change end = period.endOfOffer();
        long stood = (end == null ? evidence.chronicle().end() : end.seen()) - since;
        if (stood > most) {
            found.accept("still open " + seconds(stood) + " after it was made or all was healed, at "
                    + evidence.time(since) + ": " + period + ", "
                    + (end == null ? "and never ended" : "ended by " + evidence.words(end)));
        }
    }

    private static String seconds(long nanos) {
        return nanos / 1_000_000 / 1e3 + " s";
    }
}
