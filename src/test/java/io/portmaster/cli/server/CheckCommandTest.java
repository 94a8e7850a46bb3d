package io.portmaster.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.check.InvariantViolation;
import io.portmaster.check.LeaseCounts;
import io.portmaster.check.Report;
import io.portmaster.check.SpaceCounts;
import io.portmaster.cli.CommandRun;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.domain.Timestamp;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.StoredKey.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckCommandTest {
    private static final SpaceCounts COUNTS = new SpaceCounts("default", 1, 2, 0, 3, 0, 0, 0, 1);

    private static final String INSTALLATION = "00000000-0000-4000-8000-000000000001 in cluster a";

    private final CommandRun command = new CommandRun();

    private int run(CheckCommand.Checker checker, String... arguments) {
        command.checker = checker;
        return command.run(arguments);
    }

    private int run(Report report, String... arguments) {
        return run((etcd, prefix, installation) -> report, arguments);
    }

    private static Report report(InvariantViolation... violations) {
        return new Report(42, INSTALLATION, 12, List.of(COUNTS), LeaseCounts.NONE, 0, List.of(), List.of(violations));
    }

    @Test
    void itHasTheDefaultsOfServe() {
        assertThat(command.run("check")).isZero();
        assertThat(command.checked)
                .containsExactly(
                        new CommandRun.Store(List.of(URI.create("http://127.0.0.1:2379")), "/portmaster/", null));
        assertThat(command.levels).containsExactly(LogLevel.ERROR);
    }

    @Test
    void itTakesItsOptions() {
        UUID installation = UUID.fromString("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
        command.run("check", "--etcd", "http://b:2,http://c:2", "--prefix=/c/", "--installation", "" + installation);
        assertThat(command.checked)
                .containsExactly(new CommandRun.Store(
                        List.of(URI.create("http://b:2"), URI.create("http://c:2")), "/c/", installation));
    }

    @Test
    void withNothingWrongItSaysWhatItCountedAndExitsWithZero() {
        assertThat(run(report(), "check")).isZero();
        assertThat(command.output().lines())
                .containsExactly(
                        "installation " + INSTALLATION,
                        "revision 42: 12 keys",
                        "space default: 1 service, 2 offers, 3 allocations, 1 fence",
                        "no violations");
        assertThat(command.errors()).isEmpty();
    }

    @Test
    void eachViolationIsALineAndTheExitCodeOne() {
        InvariantViolation first = new InvariantViolation(List.of("/p/default/ports/05000"), "wrong");
        InvariantViolation second = new InvariantViolation(List.of("/p/a", "/p/b"), "wrong together");
        assertThat(run(report(first, second), "check")).isEqualTo(1);
        assertThat(command.output().lines().skip(3))
                .containsExactly(
                        "violation: /p/default/ports/05000: wrong",
                        "violation: /p/a, /p/b: wrong together",
                        "2 violations");
    }

    @Test
    void violationStaysOneLineWhateverStandsInAKey() {
        InvariantViolation violation = new InvariantViolation(List.of("/p/a\nb\u2028c\u001b[2J"), "wrong");
        assertThat(run(report(violation), "check")).isEqualTo(1);
        assertThat(command.output().lines().skip(3))
                .containsExactly("violation: /p/a\\u000ab\\u2028c\\u001b[2J: wrong", "1 violation");
    }

    @Test
    void whatIsRareIsToldOfOnlyWhereItIs() {
        run(
                new Report(
                        42,
                        INSTALLATION,
                        3,
                        List.of(new SpaceCounts("dc-2", 1, 0, 0, 0, 3, 1, 2, 0)),
                        new LeaseCounts(4, 1, 2),
                        1,
                        List.of(),
                        List.of()),
                "check");
        assertThat(command.output().lines())
                .startsWith(
                        "installation " + INSTALLATION,
                        "revision 42: 3 keys, 1 of them reserved",
                        "space dc-2: 1 service, 0 offers, 0 allocations, 0 fences, 3 cooling ports, 1 unreadable, 2 of a newer release (not judged)",
                        "leases of clients: 4 alive, 1 of them being ended, 2 ended");
    }

    @Test
    void anEtcdThatCannotBeReadIsOneLineAndExitCodeThree() {
        CheckCommand.Checker checker = (etcd, prefix, installation) -> {
            throw new IllegalStateException("can't read etcd");
        };
        assertThat(run(checker, "check")).isEqualTo(3);
        assertThat(command.errors().strip()).isEqualTo("portmaster: can't read etcd");
        assertThat(command.output()).isEmpty();
    }

    @Test
    void aPrefixUnderWhichNothingWasEverMadeIsOneLineAndExitCodeFour() {
        CheckCommand.Checker checker = (etcd, prefix, installation) -> {
            throw new CommandException(ExitCode.NOT_FOUND, "no installation under " + prefix);
        };
        assertThat(run(checker, "check", "--prefix", "/typo")).isEqualTo(4);
        assertThat(command.errorLine()).isEqualTo("portmaster: no installation under /typo/");
        assertThat(command.output()).isEmpty();
    }

    /** Anybody may have written such keys to etcd. */
    @Test
    void aSpacesNameThatWouldMoveTheCursorIsEscaped() {
        run(
                new Report(
                        42,
                        INSTALLATION,
                        1,
                        List.of(new SpaceCounts("\u001b[2J\n", 0, 0, 0, 0, 0, 0, 0, 1)),
                        LeaseCounts.NONE,
                        0,
                        List.of(),
                        List.of()),
                "check");
        assertThat(command.output())
                .contains("space \\u001b[2J\\u000a: 0 services")
                .doesNotContain("\u001b");
    }

    @Test
    void anOptionThatCannotBeUnderstoodIsOneLineAndExitCodeTwo() {
        assertThat(command.run("check", "--etcd", "x")).isEqualTo(2);
        assertThat(command.run("check", "--ectd", "x")).isEqualTo(2);
        assertThat(command.errors().strip().lines()).hasSize(2);
    }

    @Test
    void helpNamesItsOptionsAndExitCodes() {
        assertThat(run(report(), "check", "--help")).isZero();
        assertThat(command.output())
                .contains("--etcd", "PORTMASTER_ETCD", "--prefix", "PORTMASTER_PREFIX")
                .contains(
                        "0   nothing is wrong",
                        "1   something is wrong",
                        "3   etcd can't be read",
                        "4   nothing is there");
    }

    @Test
    void offersPastTheirTimeAreNamedAndAreNoViolations() {
        Samples samples = new Samples();
        List<Content> overdue = new ArrayList<>();
        for (int port = 5000; port < 5025; port++) {
            overdue.add(new Content(
                    "/p/default/ports/0" + port,
                    "default",
                    new Key.PortKey(Space.DEFAULT, port),
                    samples.offer(port, "django", "web-" + port),
                    new Lease(0x7b),
                    7));
        }

        assertThat(run(
                        new Report(42, INSTALLATION, 12, List.of(COUNTS), LeaseCounts.NONE, 0, overdue, List.of()),
                        "check"))
                .isZero();

        Offer first = (Offer) overdue.get(0).value();
        assertThat(command.output().lines())
                .contains("overdue: /p/default/ports/05000: the offer of django/web-5000 should have ended at "
                        + Timestamp.format(first.expires()) + "; lease 7b keeps it")
                .contains("overdue: 5 more offers", "no violations")
                .filteredOn(line -> line.startsWith("overdue: "))
                .hasSize(21);
    }
}
