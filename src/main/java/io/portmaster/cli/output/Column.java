package io.portmaster.cli.output;

import java.util.function.Function;

/**
 * A column of a table, or a field of one thing.
 *
 * @param title in capitals
 * @param text the value; empty if there is none
 * @param style of a value
 * @param kind how the value is laid out
 */
public record Column<T>(String title, Function<T, String> text, Function<T, Style> style, Kind kind) {
    /** How a value is laid out. */
    public enum Kind {
        /** On the left, and never cut: people copy it. */
        WORD,
        /** On the right, and never cut. */
        NUMBER,
        /** On the left, and cut where the terminal is too narrow. */
        PROSE
    }

    public static <T> Column<T> word(String title, Function<T, String> text) {
        return new Column<>(title, text, value -> Style.PLAIN, Kind.WORD);
    }

    public static <T> Column<T> number(String title, Function<T, Number> number) {
        return new Column<>(title, value -> number.apply(value).toString(), value -> Style.PLAIN, Kind.NUMBER);
    }

    public static <T> Column<T> prose(String title, Function<T, String> text) {
        return new Column<>(title, text, value -> Style.PLAIN, Kind.PROSE);
    }

    public Column<T> styled(Function<T, Style> other) {
        return new Column<>(title, text, other, kind);
    }
}
