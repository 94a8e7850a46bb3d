package io.portmaster.allocation;

import io.portmaster.record.Holding;
import java.util.Locale;

/** The state of a port that is not free. Prints in lower case, as the API spells it. */
public enum PortState {
    OFFERED,
    ALLOCATED,
    COOLING;

    private final String text = name().toLowerCase(Locale.ROOT);

    static PortState of(Holding.State state) {
        return switch (state) {
            case OFFERED -> OFFERED;
            case ALLOCATED -> ALLOCATED;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
