package io.portmaster.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares what clients were told with what etcd has seen and with what was promised. It reports only what is certainly wrong:
 * if an order of events explains what was seen, and the clocks allow that order, it reports nothing.
 */
public final class Checker {
    private static final List<Rule> OF_CHANGES = List.of(
            new NothingHeldTwice(),
            new YesesAreKept(),
            new AcceptsStand(),
            new NothingUnasked(),
            new RequestsActOnce(),
            new OffersKeepTheirTerm(),
            new LeasesAreKept(),
            new CoolingIsKept(),
            new CoolingEnds(),
            new GroupsAreWhole());

    private static final Rule OF_READS = new ReadsAreFresh();

    private Checker() {}

    /**
     * All breaches of the rules. The list is empty if all is well.
     *
     * @param exchanges of all clients, in any order
     * @param rawReads in any order
     * @param chronicle with every change that any of the exchanges can have caused
     */
    public static List<RuleViolation> violations(
            List<Exchange> exchanges, List<RawRead> rawReads, Chronicle chronicle, Promises promises) {
        return violations(new Evidence(exchanges, rawReads, chronicle, promises));
    }

    /** All breaches of the rules. The list is empty if all is well. */
    public static List<RuleViolation> violations(Evidence evidence) {
        List<RuleViolation> violations = violationsOfChanges(evidence);
        judge(OF_READS, evidence, violations);
        return violations;
    }

    /**
     * The breaches of the rules on changes alone. A node of the release before doesn't show names that only the new release
     * knows, so its reads aren't judged.
     */
    public static List<RuleViolation> violationsOfChanges(Evidence evidence) {
        List<RuleViolation> violations = new ArrayList<>();
        OF_CHANGES.forEach(rule -> judge(rule, evidence, violations));
        return violations;
    }

    private static void judge(Rule rule, Evidence evidence, List<RuleViolation> violations) {
        rule.judge(evidence, words -> violations.add(new RuleViolation(rule.claim(), words)));
    }
}
