package io.portmaster.cli;

import io.portmaster.cli.shell.Version;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portmaster completion}: makes a shell complete commands and options. */
@Command(
        name = CompletionCommand.NAME,
        description = "Prints a script that makes a shell complete commands and options.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "For one session:  source <(portmaster completion bash)",
            "For good, bash:   portmaster completion bash > ~/.local/share/bash-completion/completions/portmaster",
            "For good, zsh:    echo 'source <(portmaster completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand implements Runnable {
    static final String NAME = "completion";

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Kind kind = Kind.BASH;

    @Spec
    private CommandSpec spec;

    /** The shells that there is a script for. picocli's suits both; zsh has to see whose completion a file is. */
    enum Kind {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (kind == Kind.ZSH) {
            out.print("#compdef portmaster\n");
        }
        out.print(AutoComplete.bash("portmaster", spec.root().commandLine()));
        out.flush();
    }
}
