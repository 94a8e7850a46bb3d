package io.portmaster.bench;

import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.ScriptProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/bench}. */
@Command(
        name = "scripts/bench",
        description = "Measures how fast Portmaster is, beside etcd itself, on processes of its own.")
public final class Bench extends ScriptProgram {
    @Option(names = "--quick", description = "Shows in less than a minute that all works. Its figures mean nothing.")
    private boolean quick;

    @Option(
            names = "--members",
            defaultValue = "1",
            description =
                    "Members of the etcd: 1, or 3 with the cases raw-put, claim, offer and textbook unless told otherwise.")
    private int members;

    @Option(
            names = "--case",
            split = ",",
            paramLabel = "NAME",
            description = "What to measure instead of everything: ${COMPLETION-CANDIDATES}.")
    private Set<BenchCase> cases = Set.of();

    @Option(
            names = "--rounds",
            defaultValue = "0",
            description = "How often each case is measured, instead of 3 times (once with --quick).")
    private int rounds;

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "NUMBER",
            description = "How many clients at a time, one number after the other, instead of 1, 16, 64 and 256.")
    private List<Integer> clients = List.of();

    @Option(
            names = "--closed-loop",
            description = "Leaves the open loop out, which measures latencies at a constant rate.")
    private boolean closedLoop;

    @Option(
            names = "--out",
            defaultValue = "target/bench",
            description = "The folder for bench.md and bench.json (${DEFAULT-VALUE}).")
    private Path out = Path.of("target/bench");

    @Option(
            names = "--page",
            paramLabel = "FOLDER",
            description = "Keeps the tables there, too, as a page that is named by the day and the commit.")
    private @Nullable Path pages;

    private volatile boolean interrupted;
    private volatile boolean keepsLogs;

    public static void main(String[] arguments) {
        new Bench().run(arguments);
    }

    @Override
    public Integer call() throws Exception {
        Set<BenchCase> asked = asked();
        check(members == 1 || members == 3, "--members must be 1 or 3");
        check(clients.stream().allMatch(number -> number > 0), "--clients must be 1 or more");
        Settings usual = quick ? Settings.quick(Math.max(1, rounds)) : Settings.full(rounds > 0 ? rounds : 3);
        Settings asAsked = clients.isEmpty() ? usual : usual.with(clients);
        Settings settings = closedLoop ? asAsked.closedLoopOnly() : asAsked;
        Path folder = Files.createTempDirectory("portmaster-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tidy(folder)));
        Results results = new Results();
        try (TestBed bed = new TestBed(folder, members, quick ? NodeJvm.SHORT_LIVED : NodeJvm.DEPLOYED)) {
            ProgressLines progress = new ProgressLines(ProgressLines.count(asked, settings));
            new Plan(bed, new Rounds(settings, results, progress)).run(asked);
            List<Verdict> verdicts = Goals.judge(results, members);
            String tables = new BenchReport(results, verdicts, Machine.describe(bed, folder)).write(out);
            if (pages != null) {
                DatedPage.ofCheckout(LocalDate.now(ZoneOffset.UTC)).write(pages, tables);
            }
        } catch (Exception | AssertionError e) {
            keepsLogs = !interrupted;
            throw new BenchException(e + " (logs: " + folder + ")", e);
        }
        return 0;
    }

    /** Says nothing after Ctrl-C: the user knows why the run ends. */
    @Override
    protected void tell(Exception failure) {
        if (!interrupted) {
            super.tell(failure);
        }
    }

    /** Removes the folder. It tries again for a while, as the processes write until they have ended. */
    private void tidy(Path folder) {
        interrupted = true;
        for (int attempt = 0; Files.exists(folder) && !keepsLogs && attempt < 50; attempt++) {
            remove(folder);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Set<BenchCase> asked() {
        if (!cases.isEmpty()) {
            return EnumSet.copyOf(cases);
        }
        return members == 1
                ? Stream.of(BenchCase.values())
                        .filter(each -> !each.needsOldBuild())
                        .collect(Collectors.toSet())
                : EnumSet.of(BenchCase.RAW_PUT, BenchCase.CLAIM, BenchCase.OFFER, BenchCase.TEXTBOOK);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file came or went meanwhile. The next attempt removes the rest.
        }
    }
}
