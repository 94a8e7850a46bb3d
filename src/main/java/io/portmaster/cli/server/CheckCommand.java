package io.portmaster.cli.server;

import io.portmaster.check.InvariantViolation;
import io.portmaster.check.LeaseCounts;
import io.portmaster.check.Report;
import io.portmaster.check.SpaceCounts;
import io.portmaster.cli.shell.Terminal;
import io.portmaster.cli.shell.Version;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code portmaster check}: proves the invariants of all keys in etcd, or names those that break one. */
@Command(
        name = "check",
        description = "Reads all keys in etcd at one revision, and says what is wrong with them. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:something is wrong: one line of output for each violation",
            "2:an option can't be understood",
            "3:etcd can't be read, or its addresses lead to different installations",
            "4:nothing is there: no installation stands under the prefix"
        },
        exitCodeOnExecutionException = CheckCommand.UNREADABLE,
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  Each option can be set by the variable that is named with it; the command line wins.",
            "  An empty variable counts as unset.",
            "  PORTMASTER_LOG_LEVEL  what goes to stderr: OFF, ERROR, WARN, INFO, DEBUG or TRACE. Default: ERROR"
        })
public final class CheckCommand implements Callable<Integer> {
    static final int VIOLATED = 1;
    static final int UNREADABLE = 3;

    private final LogSetup logs;
    private final Checker checker;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final InstallationOption installation = new InstallationOption();

    @Spec
    private CommandSpec spec;

    CheckCommand(LogSetup logs, Checker checker) {
        this.logs = logs;
        this.checker = checker;
    }

    @Override
    public Integer call() {
        logs.begin(LogLevel.ERROR);
        Report report = checker.check(store.etcd(), store.prefix(), installation.installation());
        PrintWriter out = spec.commandLine().getOut();
        // Anybody may have written the keys, so lines are made safe for a terminal.
        lines(report).stream().map(Terminal::line).forEach(out::println);
        out.flush();
        return report.violations().isEmpty() ? ExitCode.OK : VIOLATED;
    }

    private List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("installation " + report.installation());
        lines.add("revision " + report.revision() + ": " + inAll(report));
        report.spaces().forEach(space -> lines.add("space " + space.space() + ": " + counts(space)));
        if (!report.leases().isNone()) {
            lines.add("leases of clients: " + leases(report.leases()));
        }
        lines.addAll(OverdueLines.of(report.overdue()));
        for (InvariantViolation violation : report.violations()) {
            lines.add("violation: " + violation);
        }
        lines.add(
                report.violations().isEmpty()
                        ? "no violations"
                        : count(report.violations().size(), "violation"));
        return lines;
    }

    private static String inAll(Report report) {
        return count(report.keys(), "key")
                + (report.reserved() == 0 ? "" : ", " + report.reserved() + " of them reserved");
    }

    private static String counts(SpaceCounts space) {
        return String.join(
                        ", ",
                        count(space.services(), "service"),
                        count(space.offers(), "offer"),
                        count(space.allocations(), "allocation"),
                        count(space.fences(), "fence"))
                + (space.cooling() == 0 ? "" : ", " + count(space.cooling(), "cooling port"))
                + (space.unreadable() == 0 ? "" : ", " + space.unreadable() + " unreadable")
                + (space.newer() == 0 ? "" : ", " + space.newer() + " of a newer release (not judged)");
    }

    private static String leases(LeaseCounts leases) {
        return leases.alive() + " alive"
                + (leases.ending() == 0 ? "" : ", " + leases.ending() + " of them being ended")
                + (leases.ended() == 0 ? "" : ", " + leases.ended() + " ended");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Reads and judges what a store holds. */
    public interface Checker {
        /**
         * Returns when all keys are read and judged.
         *
         * @param installation the only installation that may be read; null for any
         * @throws CommandException if no installation is under the prefix
         * @throws IllegalStateException when the store can't be read, with a line that says why
         */
        Report check(List<URI> etcd, String prefix, @Nullable UUID installation);
    }
}
