package io.portmaster.cli;

import io.portmaster.cli.shell.Version;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code portmaster man}: prints the manual page. */
@Command(
        name = ManCommand.NAME,
        description = "Prints the manual page.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "To read it:   portmaster man | man -l -",
            "To keep it:   portmaster man > ~/.local/share/man/man1/portmaster.1"
        })
final class ManCommand implements Runnable {
    static final String NAME = "man";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ManPage.of(spec.root()));
        out.flush();
    }
}
