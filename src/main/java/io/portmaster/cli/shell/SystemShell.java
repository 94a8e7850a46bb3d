package io.portmaster.cli.shell;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** The shell of this process. */
public final class SystemShell {
    /** What a shell shows for a program that SIGPIPE has ended, as it ends other programs before {@code head}. */
    private static final int BROKEN_PIPE = 141;

    private final StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    private final Shell shell;

    public SystemShell(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        shell = new Shell(
                environment,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintWriter(output),
                new PrintWriter(
                        new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true),
                SystemScreen.of(environment),
                Clock.systemUTC());
    }

    public Shell shell() {
        return shell;
    }

    /**
     * Writes what is left of the output.
     *
     * @param status the command's
     * @return the exit status of the process: another one if the output could not be written
     */
    public int finish(int status) {
        shell.out().flush();
        IOException failure = output.failure();
        if (failure == null) {
            return status;
        }
        if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
            return BROKEN_PIPE;
        }
        shell.err()
                .println("portmaster: can't write the output: " + Terminal.line(String.valueOf(failure.getMessage())));
        return status == 0 ? ExitCode.FAILED.status() : status;
    }
}
