package io.portmaster.cli;

import java.util.function.Consumer;

/**
 * Sets the log level of a command.
 *
 * @param environment which may name a level
 * @param logging takes the level, before anything logs
 */
record LogSetup(Environment environment, Consumer<LogLevel> logging) {
    /** @param usual the command's level if the environment names none */
    void begin(LogLevel usual) {
        logging.accept(environment.logLevel(usual));
    }
}
