package io.portmaster.cli.server;

import io.portmaster.cli.shell.Environment;
import java.util.function.Consumer;

/**
 * Sets the log level of a command.
 *
 * @param environment which may name a level
 * @param logging takes the level, before anything logs
 */
public record LogSetup(Environment environment, Consumer<LogLevel> logging) {
    /** @param usual the command's level if the environment names none */
    public void begin(LogLevel usual) {
        String level = environment.value(LogLevel.VARIABLE);
        logging.accept(level == null ? usual : LogLevel.parse(level));
    }
}
