package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.check.Found.Content;
import io.portmaster.check.Report;
import io.portmaster.check.SpaceCounts;
import io.portmaster.check.Violation;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Key;
import io.portmaster.domain.Offer;
import io.portmaster.domain.Timestamp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CheckCommandTest {
    private static final SpaceCounts COUNTS = new SpaceCounts("default", 1, 2, 0, 3, 0, 1);

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

    private static Report report(Violation... violations) {
        return new Report(42, 12, List.of(COUNTS), 0, List.of(), List.of(violations));
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
        assertThat(output.toString().lines().skip(2))
                .containsExactly(
                        "violation: /p/default/ports/05000: wrong",
                        "violation: /p/a, /p/b: wrong together",
                        "2 violations");
    }

    @Test
    void whatIsRareIsToldOfOnlyWhereItIs() {
        run(new Report(42, 3, List.of(new SpaceCounts("dc-2", 1, 0, 0, 0, 1, 0)), 1, List.of(), List.of()), "check");
        assertThat(output.toString().lines())
                .startsWith(
                        "revision 42: 3 keys, 1 of them reserved",
                        "space dc-2: 1 service, 0 offers, 0 allocations, 0 fences, 1 unreadable");
    }

    @Test
    void aPrefixWithNothingUnderItIsNamedSinceItMayBeAMistake() {
        assertThat(run(new Report(42, 0, List.of(), 0, List.of(), List.of()), "check", "--prefix", "/typo/"))
                .isZero();
        assertThat(output.toString()).startsWith("revision 42: no keys under /typo/");
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
                .contains("0   nothing is wrong", "1   something is wrong", "3   etcd can't be read");
    }

    @Test
    void offersPastTheirTimeAreNamedAndAreNoViolations() {
        Samples samples = new Samples();
        List<Content> overdue = new ArrayList<>();
        for (int port = 5000; port < 5025; port++) {
            overdue.add(new Content(
                    "/p/default/ports/0" + port,
                    "default",
                    new Key.PortKey(port),
                    samples.offer(port, "django", "web-" + port),
                    0x7b));
        }

        assertThat(run(new Report(42, 12, List.of(COUNTS), 0, overdue, List.of()), "check"))
                .isZero();

        Offer first = (Offer) overdue.get(0).value();
        assertThat(output.toString().lines())
                .contains("overdue: /p/default/ports/05000: the offer of django/web-5000 should have ended at "
                        + Timestamp.format(first.expires()) + "; lease 7b keeps it")
                .contains("overdue: 5 more offers", "no violations")
                .filteredOn(line -> line.startsWith("overdue: "))
                .hasSize(21);
    }
}
