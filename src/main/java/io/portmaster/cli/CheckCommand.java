package io.portmaster.cli;

import io.portmaster.check.Report;
import io.portmaster.check.SpaceCounts;
import io.portmaster.check.Violation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "3:etcd can't be read"
        },
        exitCodeOnExecutionException = CheckCommand.UNREADABLE)
public final class CheckCommand implements Callable<Integer> {
    static final int VIOLATED = 1;
    static final int UNREADABLE = 3;

    private final Checker checker;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Spec
    private CommandSpec spec;

    CheckCommand(Checker checker) {
        this.checker = checker;
    }

    @Override
    public Integer call() {
        Report report = checker.check(store.etcd(), store.prefix());
        PrintWriter out = spec.commandLine().getOut();
        lines(report).forEach(out::println);
        out.flush();
        return report.violations().isEmpty() ? ExitCode.OK : VIOLATED;
    }

    private List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("revision " + report.revision() + ": " + inAll(report));
        report.spaces().forEach(space -> lines.add("space " + space.space() + ": " + counts(space)));
        lines.addAll(OverdueLines.of(report.overdue()));
        for (Violation violation : report.violations()) {
            lines.add("violation: " + violation);
        }
        lines.add(
                report.violations().isEmpty()
                        ? "no violations"
                        : count(report.violations().size(), "violation"));
        return lines;
    }

    /** A prefix that nothing stands under may be a mistake, so it is named. */
    private String inAll(Report report) {
        String keys = report.keys() == 0 ? "no keys under " + store.prefix() : count(report.keys(), "key");
        return keys + (report.reserved() == 0 ? "" : ", " + report.reserved() + " of them reserved");
    }

    private static String counts(SpaceCounts space) {
        return String.join(
                        ", ",
                        count(space.services(), "service"),
                        count(space.offers(), "offer"),
                        count(space.allocations(), "allocation"),
                        count(space.fences(), "fence"))
                + (space.unreadable() == 0 ? "" : ", " + space.unreadable() + " unreadable");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Reads and judges what a store holds, with the options as they were written. */
    public interface Checker {
        /**
         * Returns when all is read and judged.
         *
         * @throws IllegalArgumentException for an option that can't be understood
         * @throws IllegalStateException when the store can't be read, with a line that says why
         */
        Report check(String etcd, String prefix);
    }
}
