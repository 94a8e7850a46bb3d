package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code exec} as its users start it, on a real node. The tests run beside each other, since they mostly wait; each has a
 * service of its own.
 */
@ParameterizedClass
@MethodSource("programs")
@Execution(CONCURRENT)
class ExecIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final int PORTS = 8;

    /** The shortest times that Portmaster takes, for tests in which a lease ends. A busy machine may lose it early. */
    private static final List<String> SHORT = List.of("--ttl", "5", "--linger", "5", "--grace", "1");

    private static final List<String> USUAL = List.of("--ttl", "20", "--linger", "5", "--grace", "1");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static NodeProcess node;

    @Parameter
    ExecProgram program;

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private String service;
    private int start;
    private int runs;

    static Stream<ExecProgram> programs() {
        return ExecProgram.all().stream();
    }

    @BeforeAll
    static void startNode(@TempDir Path logs) {
        ExecProgram.archiveClasses(logs.resolve("version.log"));
        EtcdCluster etcd = stage.etcd(1);
        node = stage.nodes(1, etcd.endpoints(), "--prefix", "/exec/").get(0);
    }

    @BeforeEach
    void createService() throws IOException {
        service = "service-" + SERVICES.incrementAndGet();
        start = FreePort.range(PORTS);
        node.api()
                .post(
                        "/v1/services",
                        "{\"name\":\"%s\",\"start\":%d,\"end\":%d}".formatted(service, start, start + PORTS - 1))
                .expect(201);
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** Starts {@code exec} for an instance, with the options of most tests. */
    private ExecRun exec(String instance, String... command) {
        return exec(USUAL, instance, command);
    }

    private ExecRun exec(List<String> options, String instance, String... command) {
        return exec(List.of(), "http://" + node.address(), options, instance, command);
    }

    private ExecRun exec(
            List<String> launcher, String url, List<String> options, String instance, String... command) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of(service, instance, "--"));
        arguments.addAll(List.of(command));
        return keep(ExecRun.start(launcher, program, arguments, environment(url), folder.resolve("run-" + runs++)));
    }

    private Map<String, String> environment(String url) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORTMASTER_URL", url);
        environment.put("XDG_STATE_HOME", folder.toString());
        return environment;
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    private HttpReply allocation(String name) throws IOException {
        return node.api().get("/v1/services/" + service + "/ports/" + name);
    }

    private int count(String state) throws IOException {
        return node.api()
                .get("/v1/services/" + service)
                .expect(200)
                .json()
                .path("ports")
                .path(state)
                .asInt();
    }

    // --- a port for a command

    @Test
    void theCommandHasAPortWhileItRunsAndItsStatusIsPassedOn() throws IOException {
        ExecRun run = exec("web-01", "sh", "-c", "echo port=$PORT={}; while [ ! -e end ]; do sleep 0.1; done; exit 7"
                .replace("end", folder.resolve("end").toString()));
        int port = Integer.parseInt(run.await("^port=(\\d+)=\\d+$"));

        JsonNode allocation = allocation("web-01").expect(200).json();
        assertThat(allocation.path("port").asInt()).isEqualTo(port).isEqualTo(start);
        assertThat(run.log()).contains("port=" + port + "=" + port);
        assertThat(allocation.path("lease").asText()).isNotEmpty();

        Files.createFile(folder.resolve("end"));
        assertThat(run.awaitExit()).isEqualTo(7);
        assertThat(allocation("web-01").status()).isEqualTo(404);
        assertThat(node.api()
                        .get("/v1/leases/" + allocation.path("lease").asText())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theLeaseIsRenewedWhileTheCommandRuns() throws IOException {
        ExecRun run = exec(List.of("--ttl", "10"), "web-01", "sh", "-c", "echo begun; exec sleep 60");
        run.await("begun");
        String lease = allocation("web-01").json().path("lease").asText();

        Await.pass(Duration.ofSeconds(13)); // longer than ttl, and than what etcd may add to it

        assertThat(allocation("web-01").expect(200).json().path("lease").asText())
                .isEqualTo(lease);
        run.signal("TERM");
        assertThat(run.awaitExit()).isEqualTo(143);
    }

    @Test
    void theCommandGetsItsArgumentsAsTheyStand() throws IOException {
        List<String> odd = List.of(
                "a b", "\"", "it's", "", "-n", "--", "$HOME `id` $(id)", "*", "new\nline\n", "\\", "{", "}", "x{}y{}", "%s");
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "for a; do printf '<%s>' \"$a\"; done; echo .", "name"));
        command.addAll(odd);
        ExecRun run = exec("web-01", command.toArray(String[]::new));

        assertThat(run.awaitExit()).isZero();
        StringBuilder expected = new StringBuilder();
        odd.forEach(argument ->
                expected.append('<').append(argument.replace("{}", "" + start)).append('>'));
        assertThat(run.log()).contains(expected + ".");
    }

    @Test
    void theEnvironmentAndTheUmaskAndTheInputAreTheUsersOwn() throws Exception {
        Path input = Files.writeString(folder.resolve("input"), "first\nsecond\n");
        ExecRun run = exec(
                List.of("sh", "-c", "umask 027; export lease=mine LC_ALL=C.UTF-8; exec \"$@\" <" + input, "sh"),
                "http://" + node.address(),
                USUAL,
                "web-01",
                "sh",
                "-c",
                "umask; echo $lease $LC_ALL; cat");
        assertThat(run.awaitExit()).isZero();
        assertThat(run.log()).contains("0027\nmine C.UTF-8\nfirst\nsecond\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&- 2>&-"})
    void aStreamThatIsClosedIsAnEmptyOne(String closed) throws IOException {
        Path output = folder.resolve("output");
        ExecRun run = exec(
                List.of("sh", "-c", "exec \"$@\" " + closed, "sh"),
                "http://" + node.address(),
                USUAL,
                "web-01",
                "sh",
                "-c",
                "cat >%s; echo lost; exit 4".formatted(output));
        assertThat(run.awaitExit()).isEqualTo(4);
        assertThat(output).isEmptyFile();
    }

    @Test
    void portsThatAreTakenOnTheHostAreRejectedAsBusyWhateverTheirKind() throws Exception {
        keep(new ServerSocket(start, 1, InetAddress.getByName("127.0.0.1")));
        keep(new DatagramSocket(new InetSocketAddress("127.0.0.1", start + 1)));
        int next = start + 2;
        if (Files.exists(Path.of("/proc/net/if_inet6"))) {
            keep(new ServerSocket(start + 2, 1, InetAddress.getByName("::1")));
            keep(new DatagramSocket(new InetSocketAddress("::1", start + 3)));
            next = start + 4;
        }
        ExecRun run = exec("web-01", "sh", "-c", "echo port=$PORT; exec sleep 60");

        assertThat(run.await("^port=(\\d+)$")).isEqualTo("" + next);
        assertThat(node.api()
                        .get("/v1/services/" + service + "/ports?state=cooling")
                        .each("reason"))
                .hasSize(next - start)
                .containsOnly("busy");
    }

    @Test
    void manyAtOnceEachGetAPortOfTheirOwnAndGiveItBack() throws IOException {
        List<ExecRun> all = IntStream.range(0, PORTS)
                .mapToObj(number ->
                        exec(List.of("--ttl", "20"), "web-" + number, "sh", "-c", "echo port=$PORT; exec sleep 60"))
                .toList();
        assertThat(all.stream().map(run -> run.await("^port=(\\d+)$"))).doesNotHaveDuplicates();
        all.forEach(run -> run.signal("TERM"));
        all.forEach(run -> assertThat(run.awaitExit()).isEqualTo(143));
        assertThat(count("free")).isEqualTo(PORTS);
    }

    @Test
    void severalPortsHaveNamesOfTheirOwn() throws IOException {
        keep(new ServerSocket(start, 1, InetAddress.getByName("127.0.0.1")));
        List<String> options = new ArrayList<>(USUAL);
        options.addAll(List.of("--ports", "http,admin-api", "--consecutive", "--label", "host=it's \"x\"\\"));
        ExecRun run = exec(
                options,
                "web-01",
                "sh",
                "-c",
                "echo \"$PORT $PORT_HTTP $PORT_ADMIN_API {} {http} {admin-api} {other}\"; exec sleep 60");
        run.await("\\{other}$");

        int http = start + 1;
        int admin = start + 2;
        assertThat(run.log())
                .contains("%d %d %d %d %d %d {other}".formatted(http, http, admin, http, http, admin));
        JsonNode allocation = allocation("web-01.admin-api").expect(200).json();
        assertThat(allocation.path("port").asInt()).isEqualTo(admin);
        assertThat(allocation.path("labels").path("host").asText()).isEqualTo("it's \"x\"\\");
    }

    // --- statuses

    @ParameterizedTest
    @CsvSource({
        "0, 'true', ''",
        "3, 'sh -c exit\u00a03', ''",
        "137, 'sh -c kill\u00a0-KILL\u00a0$$', ''",
        "127, '/nonexistent/command', ''",
        "126, '/etc/passwd', ''",
        "4, 'true', 'SERVICE=nobody'",
        "7, 'true', 'INSTANCE=no/name'",
        "2, 'true', '--nonsense'",
        "2, 'true', '--ttl=soon'",
        "3, 'true', '--url=http://127.0.0.1:1 --timeout=0'",
    })
    void statusesTellWhatHappened(int status, String command, String options) throws IOException {
        List<String> words = new ArrayList<>(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        String instance = words.removeIf(word -> word.startsWith("INSTANCE=")) ? "no/name" : "web-01";
        service = words.removeIf(word -> word.startsWith("SERVICE=")) ? "nobody" : service;
        String[] all = Stream.of(command.split(" "))
                .map(word -> word.replace('\u00a0', ' '))
                .toArray(String[]::new);
        ExecRun run = exec(words, instance, all);
        assertThat(run.awaitExit()).as(run.log()).isEqualTo(status);
    }

    @Test
    void aNameOfAnotherIsAConflictAndAFullServiceHasAStatusOfItsOwn() throws IOException {
        String offers = "/v1/services/" + service + "/offers?accept=true";
        node.api().post(offers, "{\"name\":\"web-01\"}").expect(201);
        ExecRun taken = exec("web-01", "true");
        assertThat(taken.awaitExit()).as(taken.log()).isEqualTo(5);
        assertThat(taken.log()).contains("name-taken");

        for (int number = 1; number < PORTS; number++) {
            node.api().post(offers, "{\"name\":\"other-%d\"}".formatted(number)).expect(201);
        }
        ExecRun full = exec("web-02", "true");
        assertThat(full.awaitExit()).as(full.log()).isEqualTo(6);
    }

    @Test
    void aSecondOneOfTheSameInstanceIsRefused() {
        ExecRun first = exec("web-01", "sh", "-c", "echo begun; exec sleep 60");
        first.await("begun");
        ExecRun second = exec("web-01", "true");
        assertThat(second.awaitExit()).isEqualTo(5);
        assertThat(second.log()).contains("" + first.pid());
        assertThat(first.isAlive()).isTrue();
    }

    // --- signals

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129", "QUIT, 131"})
    void signalsReachTheWholeProcessGroup(String signal, int status) throws IOException {
        ExecRun run = exec("web-01", "sh", "-c", "echo group=$$; sleep 61 | sleep 62");
        String group = run.await("^group=(\\d+)$");
        Await.until("both have started", LIMIT, () -> members(group) == 3);

        run.signal(signal);

        assertThat(run.awaitExit()).isEqualTo(status);
        // Exec waits for its command alone. The others have the same signal, and end as soon as they get the processor.
        Await.until("the whole group has ended", LIMIT, () -> !isGroupAlive(group));
        assertThat(count("allocated")).isZero();
    }

    private static boolean isGroupAlive(String group) {
        return members(group) > 0;
    }

    /** The processes of a group that run. One that has ended may wait long for its parent to look at it. */
    private static long members(String group) {
        return ProcessHandle.allProcesses()
                .filter(process -> groupOf(process.pid()).equals(group))
                .count();
    }

    /** The number of a process' group; empty for one that has ended. */
    private static String groupOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") ? "" : fields[2];
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void aSignalIsDeliveredOnceAndTheCommandMayTakeItsTime() {
        ExecRun run = exec(
                "web-01",
                "sh",
                "-c",
                "trap 'echo got; n=$((n+1)); [ $n -lt 2 ] || exit 9' TERM; echo begun; while :; do sleep 0.1; done");
        run.await("begun");
        run.signal("TERM");
        run.await("got");
        run.signal("TERM");
        assertThat(run.awaitExit()).isEqualTo(9);
        assertThat(run.log().split("got", -1)).hasSize(3);
    }

    @Test
    void noShellStandsBetween() {
        ExecRun run = exec("web-01", "sleep", "60");
        Await.until("the command runs", LIMIT, () -> commandOf(run).isPresent());
        ProcessHandle command = commandOf(run).orElseThrow();
        assertThat(groupOf(command.pid())).isEqualTo("" + command.pid());
    }

    private static Optional<ProcessHandle> commandOf(ExecRun run) {
        return ProcessHandle.of(run.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> cmdlineOf(process.pid()).equals("sleep\0" + "60\0"))
                .findFirst();
    }

    private static String cmdlineOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP", "QUIT"})
    void signalsCountBeforeThePortIsHad(String signal) throws IOException {
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        proxy.hold();
        ExecRun run = exec(List.of(), proxy.endpoint(), USUAL, "web-01", "sh", "-c", "echo begun");
        Await.until("it asks", LIMIT, proxy::isInUse);

        long sent = System.nanoTime();
        run.signal(signal);

        assertThat(run.awaitExit()).isGreaterThan(128);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
        assertThat(run.log()).doesNotContain("begun");
    }

    @Test
    void aSignalCountsWheneverItComes() throws IOException {
        List<ExecRun> all = new ArrayList<>();
        for (int number = 0; number < PORTS; number++) {
            ExecRun run = exec("web-" + number, "sleep", "60");
            all.add(run);
            // Within these times exec starts, asks, tries the port, accepts, and starts its command.
            Await.pass(Duration.ofMillis(60L * number));
            run.signal("TERM");
        }
        assertThat(all).allSatisfy(run -> assertThat(run.awaitExit()).isEqualTo(143));
        assertThat(count("allocated")).isZero();
    }

    @Test
    void asTheFirstProcessItReapsWhatItAdopts() {
        List<String> unshare = List.of("unshare", "--pid", "--fork", "--mount-proc");
        assumeTrue(canRun(unshare), "processes can have numbers of their own here");
        ExecRun run = exec(
                unshare,
                "http://" + node.address(),
                USUAL,
                "web-01",
                "sh",
                "-c",
                // The orphans are the first process' children, and stay in its list until it has reaped them.
                "sh -c 'sleep 0.3 & sleep 0.2 & echo $! >%1$s'; while [ -e /proc/$(cat %1$s) ]; do sleep 0.1; done; echo none"
                        .formatted(folder.resolve("orphan")));
        run.await("none");
        assertThat(run.awaitExit()).isZero();
    }

    private static boolean canRun(List<String> launcher) {
        try {
            List<String> whole = new ArrayList<>(launcher);
            whole.add("true");
            ChildProcess.outputOf(whole);
            return true;
        } catch (AssertionError | UncheckedIOException e) {
            return false;
        }
    }

    // --- on a terminal

    @Test
    void onATerminalTheCommandReadsFromItAndGetsAnInterruptOnce() throws Exception {
        assumeTrue(canRun(List.of("script", "--version")), "script makes terminals here");
        Path log = folder.resolve("terminal");
        // Some shells end a read that a signal interrupts, unless the line is there before they get the processor.
        String command = "trap 'echo got; got=1' INT; echo group=$$; while got=; read line || [ \"$got\" ]; do"
                + " echo \"read=$line\"; [ \"$line\" != end ] || exit 5; done";
        List<String> words = new ArrayList<>(program.prefix());
        words.addAll(USUAL);
        words.addAll(List.of(service, "web-01", "--", "sh", "-c", command));
        Path outer = folder.resolve("outer");
        Files.writeString(
                outer,
                "echo outer=$$\n"
                        + String.join(" ", words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList())
                        + "\necho status=$?\nread line\necho after=$line\n");
        ProcessBuilder builder = new ProcessBuilder(
                        "env", "--default-signal=INT,QUIT", "script", "-qefc", "exec sh " + outer, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment("http://" + node.address()));
        Process process = builder.start();
        keep(() -> process.destroyForcibly());
        try (OutputStream keyboard = process.getOutputStream()) {
            awaitIn(log, "group=(\\d+)");
            type(keyboard, "one\n");
            awaitIn(log, "read=(one)");
            type(keyboard, "\u0003");
            type(keyboard, "two\n"); // other shells run the trap only once they have read
            awaitIn(log, "read=(two)");
            awaitIn(log, "(got)");
            type(keyboard, "end\n");
            assertThat(awaitIn(log, "status=(\\d+)")).isEqualTo("5");
            type(keyboard, "again\n");
            assertThat(awaitIn(log, "after=(\\w+)")).isEqualTo("again");
        }
        String text = Files.readString(log);
        // The terminal may have shown ^C on the same line.
        assertThat(text.split("got\r?\n", -1)).as(text).hasSize(2);
    }

    private static void type(OutputStream keyboard, String text) throws IOException {
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private static String awaitIn(Path log, String regex) {
        Pattern pattern = Pattern.compile(regex);
        String[] found = new String[1];
        Await.until("the terminal shows " + regex, LIMIT, () -> {
            try {
                return pattern.matcher(Files.readString(log))
                        .results()
                        .peek(match -> found[0] = match.group(1))
                        .findFirst()
                        .isPresent();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found[0];
    }

    // --- killed, cut off

    @Test
    void afterAKillAndANewStartTheInstanceHasItsPortBack() throws Exception {
        String[] command = {"sh", "-c", "echo port=$PORT group=$$; exec sleep 60"};
        ExecRun first = exec("web-01", command);
        String port = first.await("^port=(\\d+)");
        String group = first.await("group=(\\d+)$");
        JsonNode before = allocation("web-01").expect(200).json();

        first.kill();
        ExecRun second = exec("web-01", command);

        assertThat(second.await("^port=(\\d+)")).isEqualTo(port);
        JsonNode after = allocation("web-01").expect(200).json();
        assertThat(after.path("revision")).isEqualTo(before.path("revision"));
        assertThat(after.path("lease")).isNotEqualTo(before.path("lease"));
        Await.until("the former command has ended", LIMIT, () -> !isGroupAlive(group));
        Path state = folder.resolve("portmaster/exec/" + service + "/web-01");
        assertThat(Files.getPosixFilePermissions(state)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(state)).contains("lease=" + after.path("lease").asText());
    }

    @Test
    void afterAKillAPortThatStaysInUseIsGivenBack() throws Exception {
        ExecRun first = exec("web-01", "sh", "-c", "echo begun; exec sleep 60");
        first.await("begun");
        first.kill();
        keep(new ServerSocket(start, 1, InetAddress.getByName("127.0.0.1")));

        ExecRun second = exec("web-01", "sh", "-c", "echo port=$PORT; exec sleep 60");

        assertThat(second.await("^port=(\\d+)$")).isEqualTo("" + (start + 1));
        assertThat(second.log()).contains("port " + start + " stays in use");
    }

    @Test
    void afterAKillTheCommandIsEndedAndTheLeaseEndsByItself() throws IOException {
        ExecRun run = exec(SHORT, "web-01", "sh", "-c", "trap 'echo told; exit' TERM; echo group=$$; while :; do sleep 0.1; done");
        String group = run.await("^group=(\\d+)$");
        run.kill();
        Await.until("the command is told", LIMIT, () -> run.log().contains("told"));
        Await.until("the command has ended", LIMIT, () -> !isGroupAlive(group));
        Await.until("the lease has ended", LIMIT, () -> statusOf("web-01") == 404);
    }

    private int statusOf(String name) {
        try {
            return allocation(name).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void cutOffTheCommandIsToldBeforeItsPortIsAnothers() throws Exception {
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        ExecRun run = exec(
                List.of(),
                proxy.endpoint(),
                SHORT,
                "web-01",
                "sh",
                "-c",
                "trap 'date +told=%s%N' TERM; date +begun=%s%N; while :; do sleep 0.05; done");
        run.await("^begun=");
        proxy.hold();

        String wish = "{\"name\":\"rival\",\"port\":%d}".formatted(start);
        Await.until("the port is another's", LIMIT, () -> {
            try {
                return node.api()
                                .post("/v1/services/" + service + "/offers?accept=true", wish)
                                .status()
                        == 201;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        long given = System.currentTimeMillis();
        long told = Long.parseLong(run.await("^told=(\\d+)$")) / 1_000_000;
        assertThat(told).isLessThan(given);
        assertThat(run.awaitExit()).isEqualTo(137); // it ignores TERM, and is killed after --grace
    }

    /** As on a machine that is so busy that a command starts only after seconds. */
    @Test
    void aLeaseThatIsLostBeforeTheCommandRunsEndsItAllTheSame() throws Exception {
        String setsid = ChildProcess.outputOf(List.of("/bin/sh", "-c", "command -v setsid")).strip();
        Path slow = Files.createDirectory(folder.resolve("slow")).resolve("setsid");
        Path begun = folder.resolve("begun");
        Files.writeString(slow, "#!/bin/sh\n: >'" + begun + "'\nsleep 6\nexec " + setsid + " \"$@\"\n");
        Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwx------"));
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        List<String> launcher = List.of("env", "PATH=" + slow.getParent() + ":" + System.getenv("PATH"));
        String command = ": >'" + begun + "'; exec sleep 60";
        ExecRun run = exec(launcher, proxy.endpoint(), SHORT, "web-01", "sh", "-c", command);
        // Held up before it has heard of its port, exec would ask for it until --timeout is over.
        Await.until("exec starts the command", LIMIT, () -> Files.exists(begun));

        proxy.hold();

        assertThat(run.awaitExit()).isEqualTo(143);
    }

    @ParameterizedTest
    @CsvSource({"term, 9", "kill, 137", "ignore, 4"})
    void whatBecomesOfACommandThatHasLostItsLeaseIsTheUsersChoice(String choice, int status) throws IOException {
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        ExecRun run = exec(
                List.of(),
                proxy.endpoint(),
                List.of("--ttl", "10", "--linger", "5", "--grace", "1", "--on-lost", choice),
                "web-01",
                "sh",
                "-c",
                "trap 'exit 9' TERM; echo begun; while [ ! -e %s ]; do sleep 0.1; done; exit 4"
                        .formatted(folder.resolve("end")));
        run.await("begun");
        loseToARival(proxy, "web-01", start);
        if (choice.equals("ignore")) {
            run.await("without a lease");
            Files.createFile(folder.resolve("end"));
        }
        assertThat(run.awaitExit()).isEqualTo(status);
        assertThat(run.log()).contains("can't get port " + start + " back");
    }

    private String leaseOf(String name) throws IOException {
        return allocation(name).expect(200).json().path("lease").asText();
    }

    /** What etcd does to a client's lease after a former leader was stopped for long, or a person by mistake. */
    private void endLease(String name) throws IOException {
        node.api().delete("/v1/leases/" + leaseOf(name)).expect(204);
    }

    private void give(int port, String name) throws IOException {
        node.api()
                .post(
                        "/v1/services/" + service + "/offers?accept=true",
                        "{\"name\":\"%s\",\"port\":%d}".formatted(name, port))
                .expect(201);
    }

    /** The lease ends, and somebody else gets the port before exec can ask for it again. */
    private void loseToARival(TcpProxy proxy, String name, int port) throws IOException {
        proxy.hold();
        endLease(name);
        give(port, "rival");
        proxy.heal();
    }

    @ParameterizedTest
    @CsvSource({"web-01, 1, ''", "web-01.admin, 2, '--ports=http,admin'"})
    void aLeaseThatEndsEarlyIsReplacedAndTheCommandNoticesNothing(String name, int ports, String option)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("--ttl", "10"));
        options.addAll(option.isEmpty() ? List.of() : List.of(option));
        ExecRun run = exec(
                options,
                "web-01",
                "sh",
                "-c",
                "trap 'echo told' TERM INT HUP CONT; echo begun; while [ ! -e %s ]; do sleep 0.1; done; exit 3"
                        .formatted(folder.resolve("end")));
        run.await("begun");
        int port = allocation(name).json().path("port").asInt();
        String former = leaseOf(name);

        endLease(name);
        run.await("on a new lease");

        assertThat(allocation(name).expect(200).json().path("port").asInt()).isEqualTo(port);
        assertThat(leaseOf(name)).isNotEqualTo(former);
        assertThat(count("allocated")).isEqualTo(ports);
        Path state = folder.resolve("portmaster/exec/" + service + "/web-01");
        String lease = "lease=" + leaseOf(name);
        Await.until("the new lease is remembered", LIMIT, () -> contains(state, lease));
        Instant end = endOf(leaseOf(name));
        // etcd counts in whole seconds.
        Await.until("the new lease is renewed", LIMIT, () -> endOf(lease.substring("lease=".length()))
                .isAfter(end.plusSeconds(2)));
        Files.createFile(folder.resolve("end"));
        assertThat(run.awaitExit()).isEqualTo(3);
        assertThat(run.log().lines()).hasSize(2);
        assertThat(count("allocated")).isZero();
    }

    private Instant endOf(String lease) {
        try {
            JsonNode found = node.api().get("/v1/leases/" + lease).expect(200).json();
            return Instant.parse(found.path("expires").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"web-01, 0, ''", "web-01.admin, 1, '--ports=http,admin'"})
    void aPortThatIsAnothersByThenIsLostAndNothingElseIsTaken(String name, int index, String option)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("--ttl", "20", "--grace", "5"));
        options.addAll(option.isEmpty() ? List.of() : List.of(option));
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        ExecRun run = exec(
                List.of(),
                proxy.endpoint(),
                options,
                "web-01",
                "sh",
                "-c",
                "trap 'exit 9' TERM; echo begun; while :; do sleep 0.1; done");
        run.await("begun");

        loseToARival(proxy, name, start + index);

        assertThat(run.awaitExit()).isEqualTo(9);
        assertThat(run.log()).containsPattern("can't get ports? [0-9, ]+ back");
        assertThat(count("allocated")).isEqualTo(1);
        assertThat(count("offered")).isZero();
    }

    @Test
    void aNetworkThatComesBackIsWaitedFor() throws Exception {
        TcpProxy proxy = keep(new TcpProxy("http://" + node.address()));
        proxy.cut();
        ExecRun run = exec(List.of(), proxy.endpoint(), USUAL, "web-01", "sh", "-c", "echo port=$PORT; exec sleep 60");
        run.await("asking again");
        proxy.heal();
        run.await("^port=");
        assertThat(count("allocated")).isEqualTo(1);
    }
}
