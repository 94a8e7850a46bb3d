package io.portmaster.cli.config;

import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.output.Printer;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the config file. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class FileCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final ConfigFileOption config = new ConfigFileOption();

    @Spec
    private CommandSpec spec;

    FileCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public final Integer call() throws IOException {
        run(config.or(before().config()).read(shell.environment()));
        return ExitCode.OK;
    }

    abstract void run(ConfigFile file) throws IOException;

    /** The options that stand before the command. */
    final GlobalOptions before() {
        return GlobalOptions.before(spec);
    }

    final Shell shell() {
        return shell;
    }

    /** Tells a person what was done. */
    final void say(String sentence) {
        new Printer(shell, OutputFormat.TABLE).say(sentence);
    }
}
