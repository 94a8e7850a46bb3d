package io.portmaster.cli.server;

import java.util.function.Consumer;

/**
 * The actions that the commands run after they have read their options.
 *
 * @param logging sets the log level. It is called before anything is logged
 * @param starter starts a node
 * @param checker reads and judges what a store holds
 * @param initializer makes an installation
 */
public record ServerActions(
        Consumer<LogLevel> logging,
        ServeCommand.Starter starter,
        CheckCommand.Checker checker,
        InitCommand.Initializer initializer) {}
