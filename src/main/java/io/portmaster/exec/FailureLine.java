package io.portmaster.exec;

/** One line that says why a request failed. */
public final class FailureLine {
    private FailureLine() {}

    /** The JDK's exceptions for connections often have no message, but telling names. */
    public static String of(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName().replaceAll("Exception$", "")
                : message;
    }
}
