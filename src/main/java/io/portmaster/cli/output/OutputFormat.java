package io.portmaster.cli.output;

import java.util.Locale;

/** How a command prints its result. */
public enum OutputFormat {
    /** For people: a table, or the fields of one thing below each other. */
    TABLE,
    /** As the node answered it; a list is one array. */
    JSON,
    /** The same as YAML. */
    YAML,
    /** What other commands take as an argument, one a line: {@code django}, {@code django/web-01}, a lease's id. */
    NAME,
    /** Port numbers alone, one a line. */
    PORT;

    /** As the option has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
