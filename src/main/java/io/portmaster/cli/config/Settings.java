package io.portmaster.cli.config;

import io.portmaster.cli.output.OutputFormat;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.ExitCode;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What counts of the options, the variables and the config file: an option more than a variable, and that more than the file.
 *
 * @param url with {@code http} or {@code https}, and without a slash at the end
 * @param urlSource what has named it, for a person; null if nothing has
 * @param token null for none
 * @param cacert the only certificates to trust, in PEM; null for Java's own
 */
public record Settings(
        URI url,
        @Nullable String urlSource,
        @Nullable String token,
        @Nullable Path cacert,
        OutputFormat output) {

    /**
     * Decides.
     *
     * @param options of the command
     * @param before the options that stand before the command
     * @throws CommandException if one of them can't be understood
     */
    public static Settings of(GlobalOptions options, GlobalOptions before, Environment environment) {
        return new Choice(options.or(before), environment).settings();
    }

    private static Path path(String option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandException(ExitCode.USAGE, option + ": that is no name of a file", e);
        }
    }

    private static final String CONTEXT = "context ";

    /** One decision. */
    private static final class Choice {
        private final GlobalOptions options;
        private final Environment environment;
        private final @Nullable ConfigFile file;

        /** The context that counts; null for none. */
        private final @Nullable Context context;

        private @Nullable String source;

        Choice(GlobalOptions options, Environment environment) {
            this.options = options;
            this.environment = environment;
            String named = options.context() == null ? environment.value("PORTMASTER_CONTEXT") : options.context();
            // A broken file is in nobody's way who doesn't need it.
            file = options.url() != null && named == null
                    ? null
                    : options.config().read(environment);
            String name = named == null && file != null ? file.current() : named;
            context = name == null || file == null ? null : file.context(name);
        }

        Settings settings() {
            String url = url();
            return new Settings(NodeUrl.parse(url, String.valueOf(source)), source, token(), cacert(), output());
        }

        private String url() {
            String ofContext = context == null ? null : context.url();
            String variable = environment.value("PORTMASTER_URL");
            if (options.url() != null) {
                return from("--url", options.url());
            }
            if (options.context() != null && ofContext != null) {
                return from(CONTEXT + options.context(), ofContext);
            }
            if (variable != null) {
                return from("PORTMASTER_URL", variable);
            }
            return ofContext == null
                    ? NodeUrl.DEFAULT
                    : from(CONTEXT + Objects.requireNonNull(context).name(), ofContext);
        }

        private String from(String place, String url) {
            source = place;
            return url;
        }

        /** A token goes only to the node that its context names: elsewhere somebody could collect it. */
        private boolean isContextsUrl() {
            return source != null && source.startsWith(CONTEXT);
        }

        private @Nullable String token() {
            String token = options.token() != null
                    ? options.token()
                    : options.context() != null && isContextsUrl() && ofContext() != null
                            ? ofContext()
                            : environment.value("PORTMASTER_TOKEN");
            token = token == null && isContextsUrl() ? ofContext() : token;
            if (token != null && !token.matches("[\\x21-\\x7E]+")) {
                throw new CommandException(
                        ExitCode.USAGE, "the token: it has characters that a token can't have, such as a blank");
            }
            return token;
        }

        private @Nullable String ofContext() {
            return context == null ? null : context.token();
        }

        private @Nullable Path cacert() {
            String ofContext = context == null || !isContextsUrl() ? null : context.cacert();
            String variable = environment.value("PORTMASTER_CACERT");
            if (options.cacert() != null) {
                return options.cacert();
            }
            boolean contextFirst = options.context() != null || variable == null;
            if (ofContext != null && contextFirst) {
                return Objects.requireNonNull(file).path().resolveSibling(ofContext);
            }
            return variable == null ? null : path("PORTMASTER_CACERT", variable);
        }

        private OutputFormat output() {
            String variable = environment.value("PORTMASTER_OUTPUT");
            if (options.output() != null) {
                return options.output();
            }
            if (variable == null) {
                return OutputFormat.TABLE;
            }
            return Arrays.stream(OutputFormat.values())
                    .filter(format -> format.toString().equalsIgnoreCase(variable))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.USAGE,
                            "PORTMASTER_OUTPUT: \"" + variable + "\" is none of "
                                    + Arrays.toString(OutputFormat.values())));
        }
    }
}
