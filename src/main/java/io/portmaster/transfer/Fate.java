package io.portmaster.transfer;

import java.util.Locale;

/** What becomes of a row. */
public enum Fate {
    /** It is to be created. */
    CREATE,

    /** It was created. */
    CREATED,

    /** It is there already, just as the row has it. */
    THERE,

    /** It is left out on purpose: an open offer, an instance without a name, or one that is on a lease. */
    SKIPPED,

    /** Something else stands in its way, which stays as it is. */
    DIFFERENT,

    /** It breaks a rule. */
    BROKEN,

    /** The node refused it for another reason. */
    FAILED,

    /** It wasn't tried, since the node could not be reached any more. */
    UNTRIED,

    /** It is no row: it is there, and not in the dump. */
    EXTRA;

    /** Whether the row should have been brought in, and was not. */
    public boolean isFailure() {
        return switch (this) {
            case DIFFERENT, BROKEN, FAILED, UNTRIED -> true;
            case CREATE, CREATED, THERE, SKIPPED, EXTRA -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
