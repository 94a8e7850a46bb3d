package io.portmaster.allocation;

import java.util.Locale;

/** The state of a port that is not free. Prints in lower case, as the API spells it. */
public enum PortState {
    OFFERED,
    ALLOCATED,
    COOLING;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}
