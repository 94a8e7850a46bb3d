package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges what clients were told by what etcd has seen, and by what was promised. It never guesses: where an order of things
 * would excuse what was seen, and the clocks don't rule that order out, it is excused.
 */
public final class Checker {
    private static final List<Rule> OF_CHANGES = List.of(
            new NothingHeldTwice(),
            new YesesAreKept(),
            new AcceptsStand(),
            new NothingUnasked(),
            new RequestsActOnce(),
            new OffersKeepTheirTerm());

    private static final Rule OF_READS = new ReadsAreFresh();

    private Checker() {}

    /**
     * Everything that must not be; none is what should be.
     *
     * @param exchanges of all clients, in any order
     * @param rawReads in any order
     * @param chronicle with every change that any of the exchanges can have caused
     */
    public static List<RuleViolation> violations(
            List<Exchange> exchanges, List<RawRead> rawReads, Chronicle chronicle, Promises promises) {
        return violations(new Evidence(exchanges, rawReads, chronicle, promises));
    }

    /** Everything that must not be; none is what should be. */
    public static List<RuleViolation> violations(Evidence evidence) {
        List<RuleViolation> violations = violationsOfChanges(evidence);
        judge(OF_READS, evidence, violations);
        return violations;
    }

    /** The same, leaving out what reads show: a node of the release before shows no names that only this one knows. */
    public static List<RuleViolation> violationsOfChanges(Evidence evidence) {
        List<RuleViolation> violations = new ArrayList<>();
        OF_CHANGES.forEach(rule -> judge(rule, evidence, violations));
        return violations;
    }

    private static void judge(Rule rule, Evidence evidence, List<RuleViolation> violations) {
        rule.judge(evidence, words -> violations.add(new RuleViolation(rule.claim(), words)));
    }
}
