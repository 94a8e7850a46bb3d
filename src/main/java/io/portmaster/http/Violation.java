package io.portmaster.http;

import io.portmaster.wire.ProblemMembers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule that a request breaks.
 *
 * @param field the field, parameter or header; null if the part as a whole is meant
 * @param message the rule, to be read after the field's name
 */
record Violation(Part in, @Nullable String field, String message) {

    ProblemMembers.BrokenRule body() {
        return new ProblemMembers.BrokenRule(in.toString(), field, message);
    }

    /** The part of a request. Prints as the contract spells it. */
    enum Part {
        BODY,
        PATH,
        QUERY,
        HEADER;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }
}
