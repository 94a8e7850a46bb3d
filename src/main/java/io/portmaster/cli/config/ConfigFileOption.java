package io.portmaster.cli.config;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.ExitCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the config file. */
final class ConfigFileOption {
    private static final String VARIABLE = "PORTMASTER_CONFIG";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "The config file.",
                "PORTMASTER_CONFIG. Default: portmaster/config in $XDG_CONFIG_HOME, else in ~/.config"
            })
    private @Nullable Path file;

    /** This option, and the other one where this one is not given. */
    ConfigFileOption or(ConfigFileOption other) {
        return file == null ? other : this;
    }

    /** @throws CommandException if the file can't be read or understood */
    ConfigFile read(Environment environment) {
        return ConfigFile.read(file == null ? path(environment) : file);
    }

    private static Path path(Environment environment) {
        String named = environment.value(VARIABLE);
        return named == null ? ConfigFile.usualPath(environment) : path(named);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CommandException(ExitCode.USAGE, VARIABLE + ": that is no name of a file", e);
        }
    }
}
