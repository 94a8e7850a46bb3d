package io.portmaster.check;

import io.portmaster.record.StoredKey;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.List;

/** The violations that were found so far. */
final class Findings {
    private final List<InvariantViolation> violations = new ArrayList<>();

    /** @param what is wrong, in words that follow the keys */
    void report(String what, StoredKey... found) {
        violations.add(InvariantViolation.of(what, found));
    }

    void reportUnreadable(Value.Unreadable value, StoredKey found) {
        report("can't be read: " + value.why().lines().findFirst().orElse(""), found);
    }

    List<InvariantViolation> all() {
        return List.copyOf(violations);
    }
}
