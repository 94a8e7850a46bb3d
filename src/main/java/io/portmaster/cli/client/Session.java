package io.portmaster.cli.client;

import io.portmaster.cli.config.Settings;
import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.output.Printer;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.time.Instant;

/** What a command that asks a node works with. */
public record Session(Calls calls, Printer printer, Settings settings, Shell shell) {
    /** A client of the same node, for commands that repeat requests by themselves. */
    public PortmasterClient client() {
        return Nodes.client(settings);
    }

    /** How results are printed. */
    public OutputFormat output() {
        return settings.output();
    }

    public Instant now() {
        return shell.clock().instant();
    }

    /** One step of a command that goes on when a step fails. */
    @FunctionalInterface
    public interface Step {
        void run() throws ProblemException, IOException;
    }

    /**
     * Runs a step. If the node refuses it, tells so, and the command can go on.
     *
     * @return why it failed, or {@link ExitCode#DONE}
     */
    public ExitCode attempt(Step step) throws IOException {
        try {
            step.run();
            return ExitCode.DONE;
        } catch (ProblemException e) {
            CommandException failure = Failures.of(e);
            shell.complain(failure);
            return failure.code();
        }
    }
}
