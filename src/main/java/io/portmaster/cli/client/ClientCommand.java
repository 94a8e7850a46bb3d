package io.portmaster.cli.client;

import io.portmaster.cli.config.GlobalOptions;
import io.portmaster.cli.config.Settings;
import io.portmaster.cli.output.Printer;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.Version;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a node. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
public abstract class ClientCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    @Spec
    private CommandSpec spec;

    protected ClientCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public final Integer call() throws IOException {
        Settings settings = Settings.of(options, GlobalOptions.before(spec), shell.environment());
        Calls calls = new Calls(Nodes.client(settings), new Repeats(ClientCommand::sleep));
        Session session = new Session(calls, new Printer(shell, settings.output()), settings, shell);
        try {
            return run(session).status();
        } catch (ProblemException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw Failures.of(e, settings);
        }
    }

    /**
     * Does the command's work.
     *
     * @return {@link ExitCode#DONE}, or why not all was done, after it has told so
     */
    protected abstract ExitCode run(Session session) throws ProblemException, IOException;

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.UNKNOWN, "interrupted while the outcome was unknown", e);
        }
    }
}
