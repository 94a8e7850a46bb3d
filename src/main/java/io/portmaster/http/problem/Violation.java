package io.portmaster.http.problem;

import io.portmaster.domain.PortSet;
import io.portmaster.http.server.RequestPart;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.ProblemMembers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that a request breaks.
 *
 * @param field the field, parameter or header; null if the part as a whole is meant
 * @param message the rule, to be read after the field's name
 */
public record Violation(RequestPart in, @Nullable String field, String message) {

    ProblemMembers.BrokenRule body() {
        return new ProblemMembers.BrokenRule(in.toString(), field, message);
    }

    /** The violation of a field that clients may send back but not change. */
    public static Violation readOnly(String field) {
        return new Violation(RequestPart.BODY, field, "can't be changed: send it as it is, or leave it out");
    }

    /** The violations of a range that starts above its end: one at each end, since either may be the wrong one. */
    public static List<Violation> reversedRange(int start, int end) {
        return List.of(
                new Violation(RequestPart.BODY, FieldNames.START, "must not be above end, which is " + end),
                new Violation(RequestPart.BODY, FieldNames.END, "must not be below start, which is " + start));
    }

    /** The violation of reserved ports that the service lacks. */
    public static List<Violation> reservedOutside(PortSet outside) {
        return List.of(new Violation(
                RequestPart.BODY,
                FieldNames.RESERVED,
                "must lie inside the service's ranges; these don't: " + outside));
    }

    /** The violation of a new start or end in a service of several ranges. It doesn't say which ports come and go. */
    static Violation severalRanges(PortSet ports) {
        return new Violation(
                RequestPart.BODY,
                FieldNames.RANGES,
                "is missing: the service has the ranges " + ports
                        + ", and another start or end doesn't say which of them change");
    }
}
