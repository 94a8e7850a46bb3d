package io.portmaster.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Instances of one service on one host, each an {@code exec} of its own around a server or another command.
 *
 * @param url that they reach Portmaster at
 * @param options of each of them
 * @param folder for their state and logs
 */
record ExecCrowd(ExecProgram program, String url, String service, List<String> options, Path folder, List<Member> members)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** An instance. */
    record Member(String name, ExecRun run) {
        /** Waits for output that matches, and returns its first group. */
        String await(String regex) {
            Await.until(name + " has written " + regex, PATIENCE, () -> run.has(regex) || !run.isAlive());
            return run.first(regex);
        }
    }

    ExecCrowd(ExecProgram program, String url, String service, List<String> options, Path folder) {
        this(program, url, service, options, folder, new ArrayList<>());
    }

    /** @param command in which {@code NUMBER} becomes the instance's number */
    void start(int count, String... command) {
        IntStream.range(0, count).forEach(number -> startOne(number, command));
    }

    private void startOne(int number, String... command) {
        String name = "web-" + number;
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of(service, name, "--"));
        Arrays.stream(command).map(word -> word.replace("NUMBER", "" + number)).forEach(arguments::add);
        Map<String, String> environment = Map.of(
                "PORTMASTER_URL", url, "XDG_STATE_HOME", folder.toString(), "PYTHONUNBUFFERED", "1");
        members.add(new Member(
                name, ExecRun.start(List.of(), program, arguments, environment, folder.resolve("log-" + number))));
    }

    @Override
    public void close() {
        members.forEach(member -> member.run().close());
    }
}
