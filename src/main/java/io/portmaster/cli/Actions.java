package io.portmaster.cli;

import java.util.function.Consumer;

/**
 * What the commands do, once their options are understood.
 *
 * @param logging sets how much is logged, before anything is
 * @param starter starts a node
 * @param checker reads and judges what a store holds
 * @param initializer makes an installation
 */
public record Actions(
        Consumer<LogLevel> logging,
        ServeCommand.Starter starter,
        CheckCommand.Checker checker,
        InitCommand.Initializer initializer) {}
