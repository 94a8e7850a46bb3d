package io.portmaster.cli.config;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster config set-context}. */
@Command(
        name = "set-context",
        description = {
            "Makes a context, or changes what is given of one. An empty value removes the setting.",
            "The first context of a file counts at once; for another one there is use-context."
        })
final class SetContext extends FileCommand {
    @Parameters(paramLabel = "NAME", description = "Letters, digits and . _ : @ -")
    private String name = "";

    @Option(names = "--url", paramLabel = "URL", description = "The node, or the load balancer in front of nodes.")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A bearer token. '-' reads it from standard input, where nobody else sees it.")
    private @Nullable String token;

    @Option(names = "--cacert", paramLabel = "FILE", description = "The only certificates to trust, in PEM.")
    private @Nullable Path cacert;

    SetContext(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) throws IOException {
        if (!ConfigText.isName(name)) {
            throw new CommandException(
                    ExitCode.USAGE, "'" + name + "' is no name for a context: letters, digits and . _ : @ - make one");
        }
        boolean isFirst = file.contexts().isEmpty() && file.current() == null;
        boolean isNew =
                file.contexts().stream().noneMatch(context -> context.name().equals(name));
        if (isNew && url == null) {
            throw new CommandException(ExitCode.USAGE, "a new context needs --url");
        }
        set(file, Context.URL, url == null ? null : NodeUrl.parse(url, "--url").toString());
        set(file, Context.CACERT, cacert == null ? null : absolute(cacert));
        set(file, Context.TOKEN, "-".equals(token) ? shell().in().readLine() : token);
        if (isFirst) {
            file.use(name);
        }
        file.write();
        say("context " + name + " is " + (isNew ? "made" : "changed") + (isFirst ? ", and counts from now on" : ""));
    }

    private void set(ConfigFile file, String key, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (!value.chars().allMatch(unit -> unit >= ' ')) {
            throw new CommandException(ExitCode.USAGE, "--" + key + ": it has a character that can't be printed");
        }
        file.set(name, key, value.strip());
    }

    private static String absolute(Path path) {
        return path.toString().isEmpty()
                ? ""
                : path.toAbsolutePath().normalize().toString();
    }
}
