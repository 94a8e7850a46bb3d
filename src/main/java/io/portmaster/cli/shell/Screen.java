package io.portmaster.cli.shell;

import java.util.function.IntSupplier;

/**
 * What the process knows of the terminal.
 *
 * @param showsOutput whether standard output goes to a terminal
 * @param showsErrors whether standard error goes to a terminal
 * @param hearsInput whether standard input comes from a terminal, so that somebody can answer a question
 * @param width the number of columns. It is asked for only when a table is printed, since it may take another process to know
 * @param colours whether the terminal shows colours, and its user wants them
 */
public record Screen(boolean showsOutput, boolean showsErrors, boolean hearsInput, IntSupplier width, boolean colours) {
    /** No terminal at all, as in a script. */
    public static final Screen NONE = new Screen(false, false, false, () -> Integer.MAX_VALUE, false);

    /** The columns that a line of standard output may take. */
    public int outputWidth() {
        return showsOutput ? width.getAsInt() : Integer.MAX_VALUE;
    }

    /** Whether standard output may have colours. */
    public boolean colouredOutput() {
        return showsOutput && colours;
    }
}
