package io.portmaster.cli.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a command, and tells a person why. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final transient List<String> advice;

    public CommandException(ExitCode code, String message) {
        this(code, message, List.of(), null);
    }

    public CommandException(ExitCode code, String message, Throwable cause) {
        this(code, message, List.of(), cause);
    }

    /**
     * An end with lines that help.
     *
     * @param message one line that says what is wrong
     * @param advice lines that say what to do
     */
    public CommandException(ExitCode code, String message, List<String> advice, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.advice = List.copyOf(advice);
    }

    public ExitCode code() {
        return code;
    }

    public List<String> advice() {
        return advice;
    }
}
