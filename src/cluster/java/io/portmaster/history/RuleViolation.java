package io.portmaster.history;

/**
 * One breach of a rule.
 *
 * @param rule that is broken, as a claim
 * @param words what broke it: who, what name and port, when and at which revisions
 */
public record RuleViolation(String rule, String words) {
    @Override
    public String toString() {
        return rule + ": " + words;
    }
}
