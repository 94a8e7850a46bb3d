package io.portmaster.cli.config;

import io.portmaster.cli.output.OutputFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of all commands that ask a node. They stand before the command or behind it. Each has a variable too, such as {@code
 * PORTMASTER_URL}; {@link Settings} decides between the two and the config file.
 */
public final class GlobalOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = {
                "The node, or the load balancer in front of nodes. Whatever path it has goes before /v1.",
                "PORTMASTER_URL. Default: the context's, else http://127.0.0.1:8080"
            })
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = {
                "Sent as a bearer token. Others on this machine can read a command line: prefer the variable or a context.",
                "PORTMASTER_TOKEN. Default: the context's"
            })
    private @Nullable String token;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = {
                "The only certificates to trust behind https, in PEM.",
                "PORTMASTER_CACERT. Default: the context's, else those that Java trusts"
            })
    private @Nullable Path cacert;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = {
                "The part of the config file that counts.",
                "PORTMASTER_CONTEXT. Default: the one that 'portmaster config use-context' has named"
            })
    private @Nullable String context;

    @Mixin
    private ConfigFileOption config = new ConfigFileOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = {
                "table, json, yaml, name (what other commands take as an argument) or port (numbers alone).",
                "PORTMASTER_OUTPUT. Default: table"
            })
    private @Nullable OutputFormat output;

    /** A command with these options. */
    public interface Bearer {
        GlobalOptions globalOptions();
    }

    /** The options that stand before the command, behind the program's own name. */
    public static GlobalOptions before(CommandSpec command) {
        return ((Bearer) command.root().userObject()).globalOptions();
    }

    /** These options, and the others' where these are not given. */
    GlobalOptions or(GlobalOptions others) {
        GlobalOptions both = new GlobalOptions();
        both.url = first(url, others.url);
        both.token = first(token, others.token);
        both.cacert = first(cacert, others.cacert);
        both.context = first(context, others.context);
        both.config = config.or(others.config);
        both.output = first(output, others.output);
        return both;
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one == null ? other : one;
    }

    @Nullable
    String url() {
        return url;
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    Path cacert() {
        return cacert;
    }

    @Nullable
    String context() {
        return context;
    }

    ConfigFileOption config() {
        return config;
    }

    @Nullable
    OutputFormat output() {
        return output;
    }
}
