package io.portmaster.cli.server;

import io.portmaster.cli.shell.Version;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code portmaster init}: makes a new installation by hand, if no node may make one by itself. */
@Command(
        name = "init",
        description = {
            "Makes a new installation in etcd by hand, and prints its UUID.",
            "Nodes make one by themselves once all addresses in --etcd have answered. This command is for an etcd"
                    + " of which some addresses will not answer: be sure that no installation is on those."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  Each option can be set by the variable that is named with it; the command line wins.",
            "  An empty variable counts as unset.",
            "  PORTMASTER_LOG_LEVEL  what goes to stderr: OFF, ERROR, WARN, INFO, DEBUG or TRACE. Default: ERROR"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the installation was made: its UUID is the output",
            "1:none was made: one line says why, such as that there is one already",
            "2:an option can't be understood"
        })
public final class InitCommand implements Callable<Integer> {
    private final LogSetup logs;
    private final Initializer initializer;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Spec
    private CommandSpec spec;

    InitCommand(LogSetup logs, Initializer initializer) {
        this.logs = logs;
        this.initializer = initializer;
    }

    @Override
    public Integer call() {
        logs.begin(LogLevel.ERROR);
        UUID installation = initializer.init(store.etcd(), store.prefix());
        PrintWriter out = spec.commandLine().getOut();
        out.println(installation);
        out.flush();
        return ExitCode.OK;
    }

    /** Makes an installation. */
    public interface Initializer {
        /**
         * Returns when the installation is made.
         *
         * @return the new installation
         * @throws IllegalStateException if none was made, with a line that says why
         */
        UUID init(List<URI> etcd, String prefix);
    }
}
