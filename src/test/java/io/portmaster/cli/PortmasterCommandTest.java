package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PortmasterCommandTest {
    private final List<List<String>> served = new ArrayList<>();
    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();

    private int run(ServeCommand.Server server, String... arguments) {
        CommandLine commandLine = PortmasterCommand.with(server, (etcd, prefix) -> {
            throw new AssertionError("nobody asked for a check");
        });
        commandLine.setErr(new PrintWriter(errors, true));
        commandLine.setOut(new PrintWriter(output, true));
        return commandLine.execute(arguments);
    }

    private int run(String... arguments) {
        return run((listen, etcd, prefix, ttl) -> served.add(List.of(listen, etcd, prefix, ttl)), arguments);
    }

    @Test
    void serveHasTheContractsDefaults() {
        assertThat(run("serve")).isZero();
        assertThat(served).containsExactly(List.of("127.0.0.1:8080", "http://127.0.0.1:2379", "/portmaster/", "30m"));
    }

    @Test
    void serveTakesItsOptions() {
        assertThat(run("serve", "--listen", "a:1", "--etcd", "http://b:2", "--prefix=/c/", "--offer-ttl", "2s"))
                .isZero();
        assertThat(served).containsExactly(List.of("a:1", "http://b:2", "/c/", "2s"));
    }

    @Test
    void anUnknownOptionIsOneLineAndExitCodeTwo() {
        assertThat(run("serve", "--lisen", "a:1")).isEqualTo(2);
        assertThat(errors.toString().strip().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("--lisen");
        assertThat(served).isEmpty();
    }

    @Test
    void anOptionThatCannotBeUnderstoodIsOneLineAndExitCodeTwo() {
        ServeCommand.Server server = (listen, etcd, prefix, ttl) -> {
            throw new IllegalArgumentException("--listen can't be that");
        };
        assertThat(run(server, "serve")).isEqualTo(2);
        assertThat(errors.toString().strip()).isEqualTo("portmaster: --listen can't be that");
    }

    @Test
    void aNodeThatCannotStartIsOneLineAndExitCodeOne() {
        ServeCommand.Server server = (listen, etcd, prefix, ttl) -> {
            throw new IllegalStateException("no etcd answers");
        };
        assertThat(run(server, "serve")).isEqualTo(1);
        assertThat(errors.toString().strip()).isEqualTo("portmaster: no etcd answers");
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("serve");
    }

    @Test
    void helpNamesEveryOptionAndItsEnvironmentVariable() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(output.toString())
                .contains("--listen", "PORTMASTER_LISTEN", "--etcd", "PORTMASTER_ETCD")
                .contains("--prefix", "PORTMASTER_PREFIX", "--offer-ttl", "PORTMASTER_OFFER_TTL");
    }
}
