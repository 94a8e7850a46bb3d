package io.portmaster.exec;

import java.util.Locale;

/** What the command gets when its lease is about to end, or has ended. */
public enum OnLost {
    /** SIGTERM, and SIGKILL later if it is still there. */
    TERM,
    /** SIGKILL. */
    KILL,
    /** Nothing: it goes on, and may share its port with another instance. */
    IGNORE;

    /** As the command line spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
