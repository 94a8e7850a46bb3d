package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command as people and scripts run it: {@code scripts/portmaster}, with the packaged jar, on a real node. */
class CommandLineIT {
    private static final String PROGRAM = Checkout.file("scripts/portmaster").toString();
    private static final int PORTS = 2_000;

    /** The first run archives classes, which takes its time on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static NodeProcess node;

    @TempDir
    private Path folder;

    private final AtomicInteger runs = new AtomicInteger();

    /** @param output of both its streams */
    private record Ended(int status, String output) {}

    @BeforeAll
    static void fill() throws IOException {
        node = stage.nodes(1, stage.etcd(1).endpoints()).get(0);
        node.api().post("/v1/services", "{\"name\":\"django\",\"start\":10000,\"end\":20000}").expect(201);
        for (int first = 0; first < PORTS; first += 20) {
            List<String> names = new ArrayList<>();
            for (int i = first; i < first + 20; i++) {
                names.add("\"web-" + i + "\"");
            }
            node.api()
                    .post(
                            "/v1/services/django/offers?accept=true",
                            "{\"labels\":{\"host\":\"größe-端口\"},\"names\":[" + String.join(",", names) + "]}")
                    .expect(201);
        }
    }

    /** @param line for bash, where {@code $portmaster} is the program */
    private Ended bash(String line, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "portmaster", PROGRAM, "PORTMASTER_URL", "http://" + node.address(), "HOME", folder.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        Path log = folder.resolve("log-" + runs.incrementAndGet());
        try (ChildProcess process = ChildProcess.start(List.of("bash", "-c", line), environment, log)) {
            return new Ended(process.awaitExit(PATIENCE), process.log());
        }
    }

    @Test
    void scriptsGetPortsAndStatuses() {
        assertThat(bash("$portmaster offers create django one --accept -o port --port 15000"))
                .isEqualTo(new Ended(0, "15000\n"));
        assertThat(bash("$portmaster ports find 15000 -o name; $portmaster ports find 15001 2>/dev/null; echo $?"))
                .isEqualTo(new Ended(0, "django/one\n4\n"));
        assertThat(bash("$portmaster ports list -o name | grep one | xargs $portmaster ports release -o port"))
                .isEqualTo(new Ended(0, "15000\n"));
    }

    @Test
    void aReaderThatHasEnoughEndsItWithoutAWord() {
        assertThat(bash("set -o pipefail; $portmaster ports list -o json | head -1"))
                .isEqualTo(new Ended(141, "[\n"));
        assertThat(bash("$portmaster ports list | head -1").output()).startsWith("SERVICE").hasLineCount(1);
    }

    @Test
    void aFullDiskIsAnError() {
        Ended ended = bash("$portmaster ports list >/dev/full");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).startsWith("portmaster: can't write the output: ").hasLineCount(1);
    }

    @Test
    void textIsUtf8WhateverTheLocale() {
        for (String locale : new String[] {"C", "POSIX", "C.UTF-8"}) {
            // In octal: Java loses such characters on the way to bash if the locale of this test is C.
            String label = "$(printf 'host=gr\\303\\266\\303\\237e-\\347\\253\\257\\345\\217\\243')";
            assertThat(bash("$portmaster ports list --label " + label + " -o port | tail -1", "LC_ALL", locale).output())
                    .isEqualTo((10_000 + PORTS - 1) + "\n");
            assertThat(bash("$portmaster ports find 10000", "LC_ALL", locale).output()).contains("host=größe-端口");
        }
    }

    @Test
    void coloursAndTheWidthAreOnlyForATerminal() {
        String list = "$portmaster ports find web-1";
        assertThat(bash(list).output()).doesNotContain("\u001b");
        String onTerminal = "script -qec 'stty cols 40; $portmaster ports find web-1' /dev/null";
        assertThat(bash(onTerminal, "TERM", "xterm").output()).contains("\u001b[32mallocated\u001b[0m", "…");
        assertThat(bash(onTerminal, "TERM", "xterm", "NO_COLOR", "1").output()).doesNotContain("\u001b").contains("…");
        assertThat(bash(onTerminal, "TERM", "dumb").output()).doesNotContain("\u001b");
    }

    @Test
    void aQuestionIsAskedAtATerminal() {
        bash("$portmaster offers create django dead --accept --port 15002 --label host=dead").output();
        Ended ended = bash("echo y | script -qec '$portmaster ports release --label host=dead' /dev/null");
        assertThat(ended.output()).contains("Free this port? [y/N]", "freed django/dead, port 15002");
        assertThat(bash("$portmaster ports find dead").status()).isEqualTo(4);
    }

    /** Each of these takes longer to load than all that the command needs. */
    @Test
    void commandsThatAskANodeLoadNothingOfAServer() throws IOException {
        Path classes = folder.resolve("classes");
        Ended ended = bash(
                "$portmaster ports find web-1", "JVM_OPTIONS", "-Xlog:class+load=info:file=" + classes);
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(Files.readString(classes))
                .contains("io.portmaster.cli.ports.FindPorts")
                .doesNotContain("io.vertx.", "io.netty.", "io.etcd.", "io.grpc.", "org.slf4j.", "ch.qos.logback.", "io.micrometer.");
    }

    @Test
    void theArchiveOfClassesIsMadeOnceAndUsed() throws IOException {
        Path jar = Files.copy(Checkout.file("target/portmaster.jar"), folder.resolve("portmaster.jar"));
        for (int i = 0; i < 2; i++) {
            Path classes = folder.resolve("classes-" + i);
            Ended ended = bash(
                    "$portmaster ports find web-1",
                    "PORTMASTER_CLI_JAR",
                    jar.toString(),
                    "JVM_OPTIONS",
                    "-Xlog:class+load=info:file=" + classes);
            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(Files.readString(classes))
                    .contains(
                            "io.portmaster.cli.ports.FindPorts source: shared objects file",
                            // In the format of Java 5, which not every kind of archive takes.
                            "picocli.CommandLine$Model$CommandSpec source: shared objects file");
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".jsa"))).hasSize(1);
        }
    }

    /** Without that a signal that comes while the JVM starts may be lost. On a busy machine one of several hundred was. */
    @Test
    void theJvmOfExecLeavesSignalsToTheKernelFromItsFirstMoment() throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String home = folder.resolve("jdk").toString();

        for (String exec : new String[] {"exec", "--url http://127.0.0.1:1 exec"}) {
            assertThat(bash("$portmaster " + exec + " django one -- true", "JAVA_HOME", home).output())
                    .contains(" -Xrs ", "django one");
        }
        assertThat(bash("$portmaster ports list", "JAVA_HOME", home).output())
                .contains("ports list")
                .doesNotContain("-Xrs");
    }

    @Test
    void completionCompletesCommandsOptionsAndFiles() throws IOException {
        Files.createFile(folder.resolve("dump.json"));
        assertThat(completed("ports", "re")).isEqualTo("release\n");
        assertThat(completed("ports", "list", "--outp")).isEqualTo("--output\n");
        assertThat(completed("import", folder + "/du")).isEqualTo(folder + "/dump.json\n");
    }

    /** What bash puts in place of the last word. (Outside of a completion its compopt complains.) */
    private String completed(String... words) {
        String line = "portmaster " + String.join(" ", words);
        return bash("source <($portmaster completion bash); COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d;"
                                .formatted(line, words.length, line, line.length())
                        + " _complete_portmaster 2>/dev/null; echo \"${COMPREPLY[@]}\"")
                .output();
    }

    @Test
    void theManualPageIsOne() {
        Ended ended = bash("$portmaster man | man -l - | cat", "LC_ALL", "C.UTF-8", "MANWIDTH", "100");
        assertThat(ended.status()).isZero();
        assertThat(ended.output())
                .contains("EXIT STATUS", "portmaster ports find", "--context NAME")
                .doesNotContain("warning");
    }
}
