package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.check.Report;
import io.portmaster.check.SpaceCounts;
import io.portmaster.check.Violation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CheckCommandTest {
    private static final SpaceCounts COUNTS = new SpaceCounts("default", 1, 2, 3, 0, 1);

    private final List<List<String>> checked = new ArrayList<>();
    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();

    private int run(CheckCommand.Checker checker, String... arguments) {
        CommandLine commandLine = PortmasterCommand.with(
                (listen, etcd, prefix, ttl) -> {
                    throw new AssertionError("nobody asked for a node");
                },
                checker);
        commandLine.setErr(new PrintWriter(errors, true));
        commandLine.setOut(new PrintWriter(output, true));
        return commandLine.execute(arguments);
    }

    private int run(Report report, String... arguments) {
        CheckCommand.Checker checker = (etcd, prefix) -> {
            checked.add(List.of(etcd, prefix));
            return report;
        };
        return run(checker, arguments);
    }

    private static final String INSTALLATION = "00000000-0000-4000-8000-000000000001 in cluster a";

    private static Report report(Violation... violations) {
        return new Report(42, INSTALLATION, 12, List.of(COUNTS), 0, List.of(violations));
    }

    @Test
    void itHasTheDefaultsOfServe() {
        run(report(), "check");
        assertThat(checked).containsExactly(List.of("http://127.0.0.1:2379", "/portmaster/"));
    }

    @Test
    void itTakesItsOptions() {
        run(report(), "check", "--etcd", "http://b:2,http://c:2", "--prefix=/c/");
        assertThat(checked).containsExactly(List.of("http://b:2,http://c:2", "/c/"));
    }

    @Test
    void withNothingWrongItSaysWhatItCountedAndExitsWithZero() {
        assertThat(run(report(), "check")).isZero();
        assertThat(output.toString().lines())
                .containsExactly(
                        "installation " + INSTALLATION,
                        "revision 42: 12 keys",
                        "space default: 1 service, 2 offers, 3 allocations, 1 fence",
                        "no violations");
        assertThat(errors.toString()).isEmpty();
    }

    @Test
    void eachViolationIsALineAndTheExitCodeOne() {
        Violation first = new Violation(List.of("/p/default/ports/05000"), "wrong");
        Violation second = new Violation(List.of("/p/a", "/p/b"), "wrong together");
        assertThat(run(report(first, second), "check")).isEqualTo(1);
        assertThat(output.toString().lines().skip(3))
                .containsExactly(
                        "violation: /p/default/ports/05000: wrong",
                        "violation: /p/a, /p/b: wrong together",
                        "2 violations");
    }

    @Test
    void whatIsRareIsToldOfOnlyWhereItIs() {
        run(new Report(42, INSTALLATION, 3, List.of(new SpaceCounts("dc-2", 1, 0, 0, 1, 0)), 1, List.of()), "check");
        assertThat(output.toString().lines())
                .startsWith(
                        "installation " + INSTALLATION,
                        "revision 42: 3 keys, 1 of them reserved",
                        "space dc-2: 1 service, 0 offers, 0 allocations, 0 fences, 1 unreadable");
    }

    @Test
    void aPrefixWithoutAnInstallationIsOneLineAndExitCodeFourSinceItMayBeAMistake() {
        CheckCommand.Checker checker = (etcd, prefix) -> {
            throw new CheckCommand.NothingThereException("no installation stands under " + prefix);
        };
        assertThat(run(checker, "check", "--prefix", "/typo/")).isEqualTo(4);
        assertThat(errors.toString().strip()).isEqualTo("portmaster: no installation stands under /typo/");
        assertThat(output.toString()).isEmpty();
    }

    @Test
    void anEtcdThatCannotBeReadIsOneLineAndExitCodeThree() {
        CheckCommand.Checker checker = (etcd, prefix) -> {
            throw new IllegalStateException("can't read etcd");
        };
        assertThat(run(checker, "check")).isEqualTo(3);
        assertThat(errors.toString().strip()).isEqualTo("portmaster: can't read etcd");
        assertThat(output.toString()).isEmpty();
    }

    @Test
    void anOptionThatCannotBeUnderstoodIsOneLineAndExitCodeTwo() {
        CheckCommand.Checker checker = (etcd, prefix) -> {
            throw new IllegalArgumentException("--etcd can't be that");
        };
        assertThat(run(checker, "check")).isEqualTo(2);
        assertThat(run(checker, "check", "--ectd", "x")).isEqualTo(2);
        assertThat(errors.toString().strip().lines()).hasSize(2);
    }

    @Test
    void helpNamesItsOptionsAndExitCodes() {
        assertThat(run(report(), "check", "--help")).isZero();
        assertThat(output.toString())
                .contains("--etcd", "PORTMASTER_ETCD", "--prefix", "PORTMASTER_PREFIX")
                .contains(
                        "0   nothing is wrong",
                        "1   something is wrong",
                        "3   etcd can't be read",
                        "4   nothing is there");
    }
}
