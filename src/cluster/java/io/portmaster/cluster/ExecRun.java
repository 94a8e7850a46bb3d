package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An {@code exec} that a test has started, and what it and its command have written. */
final class ExecRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChildProcess process;

    private ExecRun(ChildProcess process) {
        this.process = process;
    }

    /**
     * @param launcher words before the program's own; empty for none
     * @param arguments of {@code exec}
     * @param log of this run alone
     */
    static ExecRun start(
            List<String> launcher,
            ExecProgram program,
            List<String> arguments,
            Map<String, String> environment,
            Path log) {
        // A process in the background inherits that INT and QUIT are ignored. A command of exec must not.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT,HUP,TERM"));
        command.addAll(launcher);
        command.addAll(program.prefix());
        command.addAll(arguments);
        return new ExecRun(ChildProcess.start(command, environment, log));
    }

    /** Waits for output that matches, and returns its first group. */
    String await(String regex) {
        try {
            Await.until("output of exec matches " + regex, PATIENCE, () -> has(regex) || !process.isAlive());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " in:\n" + log(), e);
        }
        return first(regex);
    }

    /** Whether any of the output so far matches. */
    boolean has(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE).matcher(log()).find();
    }

    /** The first group of the first match in the output so far. */
    String first(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(log())
                .results()
                .findFirst()
                .map(ExecRun::firstGroup)
                .orElseThrow(() -> new AssertionError("no " + regex + " in:\n" + log()));
    }

    private static String firstGroup(MatchResult match) {
        return match.groupCount() > 0 ? match.group(1) : match.group();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @param name such as {@code HUP} */
    void signal(String name) {
        process.signal(name);
    }

    void kill() {
        process.kill();
    }

    int awaitExit() {
        return process.awaitExit();
    }

    long pid() {
        return process.pid();
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
