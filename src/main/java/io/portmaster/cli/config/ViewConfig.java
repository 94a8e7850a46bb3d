package io.portmaster.cli.config;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portmaster config view}. */
@Command(name = "view", description = "Prints the file, with its tokens hidden.")
final class ViewConfig extends FileCommand {
    @Option(names = "--raw", description = "Shows the tokens too.")
    private boolean raw;

    ViewConfig(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) {
        List<String> lines = raw ? file.lines() : file.linesWithoutTokens();
        say("# " + file.path());
        lines.forEach(this::say);
    }
}
