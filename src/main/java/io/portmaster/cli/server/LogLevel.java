package io.portmaster.cli.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The log levels, with the names that {@code PORTMASTER_LOG_LEVEL} accepts in any case. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** The environment variable that sets the level. There is no option for it. */
    public static final String VARIABLE = "PORTMASTER_LOG_LEVEL";

    /**
     * Reads a level as a person writes it.
     *
     * @throws IllegalArgumentException with a line that names the variable and the levels that there are
     */
    static LogLevel parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.equals("WARNING")) {
            return WARN;
        }
        for (LogLevel level : values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException(VARIABLE + ": \"" + text + "\" is no level: give one of "
                + Arrays.stream(values()).map(LogLevel::name).collect(Collectors.joining(", ")));
    }
}
