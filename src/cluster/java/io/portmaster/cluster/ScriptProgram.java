package io.portmaster.cluster;

import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A program behind a script: its options and its exit status. {@link #call} returns the status of a run. */
public abstract class ScriptProgram implements Callable<Integer> {
    private static final int FAILED = 1;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** Runs the program, and ends the process. */
    protected final void run(String[] arguments) {
        LogManager.getLogManager().reset(); // gRPC logs broken connections, which its user can do nothing about
        int status = new CommandLine(this)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    tell(failure);
                    return FAILED;
                })
                .execute(arguments);
        System.exit(status); // jetcd's threads would keep the process alive
    }

    /** Prints the reason why a run could not be brought to its end. */
    protected void tell(Exception failure) {
        failure.printStackTrace();
    }

    /** Refuses the options with that rule unless the condition holds. */
    protected final void check(boolean condition, String rule) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }
}
