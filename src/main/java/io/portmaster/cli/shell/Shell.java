package io.portmaster.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;

/**
 * What a command finds around it.
 *
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for complaints, questions and progress
 */
public record Shell(
        Environment environment, BufferedReader in, PrintWriter out, PrintWriter err, Screen screen, Clock clock) {
    /** Asks a person. Only {@code y} and {@code yes} count as a yes; the end of the input is a no. */
    public boolean agrees(String question) throws IOException {
        err.print(question + " [y/N] ");
        err.flush();
        String answer = in.readLine();
        return answer != null
                && switch (answer.strip().toLowerCase(Locale.ROOT)) {
                    case "y", "yes" -> true;
                    default -> false;
                };
    }

    /** Tells a person what is wrong. */
    public void complain(String message) {
        err.println("portmaster: " + Terminal.line(message));
        err.flush();
    }

    /** Tells a person what is wrong and what helps. */
    public void complain(CommandException failure) {
        complain(String.valueOf(failure.getMessage()));
        failure.advice().forEach(line -> err.println("  " + Terminal.line(line)));
        err.flush();
    }
}
