package io.portmaster.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/bench}. */
@Command(
        name = "scripts/bench",
        description = "Measures how fast Portmaster is, beside etcd itself, on processes of its own.")
public final class Bench implements Callable<Integer> {
    @Option(names = "--quick", description = "Shows in less than a minute that all works. Its figures mean nothing.")
    private boolean quick;

    @Option(
            names = "--members",
            defaultValue = "1",
            description =
                    "Members of the etcd: 1, or 3 with the cases raw-put, offer and textbook unless told otherwise.")
    private int members;

    @Option(
            names = "--case",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = Options.class,
            description = "What to measure instead of everything: ${COMPLETION-CANDIDATES}.")
    private List<String> cases = List.of();

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
            names = "--out",
            defaultValue = "target/bench",
            description = "The folder for bench.md and bench.json (${DEFAULT-VALUE}).")
    private Path out = Path.of("target/bench");

    @Option(
            names = "--page",
            paramLabel = "FOLDER",
            description = "Keeps the tables there, too, as a page that is named by the day and the commit.")
    private @Nullable Path pages;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private volatile boolean interrupted;
    private volatile boolean keepsLogs;

    public static void main(String[] arguments) {
        LogManager.getLogManager().reset(); // what gRPC tells of itself is nothing that its user could act on
        Bench bench = new Bench();
        int status = new CommandLine(bench)
                .setExecutionExceptionHandler((failure, command, parsed) -> bench.tell(failure))
                .execute(arguments);
        System.exit(status); // jetcd's threads would keep it alive
    }

    @Override
    public Integer call() throws Exception {
        Set<BenchCase> asked = asked();
        check(members == 1 || members == 3, "--members must be 1 or 3");
        check(clients.stream().allMatch(number -> number > 0), "--clients must be 1 or more");
        Settings usual = quick ? Settings.quick(Math.max(1, rounds)) : Settings.full(rounds > 0 ? rounds : 3);
        Settings settings = clients.isEmpty() ? usual : usual.with(clients);
        Path folder = Files.createTempDirectory("portmaster-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tidy(folder)));
        Results results = new Results();
        try (TestBed bed = new TestBed(folder, members)) {
            ProgressLines progress = new ProgressLines(ProgressLines.count(asked, settings));
            new Plan(bed, new Rounds(settings, results, progress)).run(asked);
            List<Goal> goals = new Goals(results, members, settings).all();
            String tables = new BenchReport(results, goals, Machine.describe(bed, folder)).write(out);
            if (pages != null) {
                DatedPage.ofCheckout(LocalDate.now(ZoneOffset.UTC)).write(pages, tables);
            }
        } catch (Exception | AssertionError e) {
            keepsLogs = !interrupted;
            throw new BenchException(e + " (logs: " + folder + ")", e);
        }
        return 0;
    }

    /** Whoever has interrupted the run knows why it ends. */
    private int tell(Exception failure) {
        if (!interrupted) {
            failure.printStackTrace();
        }
        return 1;
    }

    /** The processes may write until they have noticed that they are to end. */
    private void tidy(Path folder) {
        interrupted = true;
        for (int attempt = 0; Files.exists(folder) && !keepsLogs && attempt < 50; attempt++) {
            remove(folder);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Set<BenchCase> asked() {
        for (String name : cases) {
            check(BenchCase.of(name).isPresent(), "--case knows no " + name);
        }
        if (!cases.isEmpty()) {
            return EnumSet.copyOf(
                    cases.stream().map(BenchCase::of).flatMap(Optional::stream).toList());
        }
        return members == 1
                ? EnumSet.allOf(BenchCase.class)
                : EnumSet.of(BenchCase.RAW_PUT, BenchCase.CLAIM, BenchCase.OFFER, BenchCase.TEXTBOOK);
    }

    private void check(boolean condition, String rule) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), rule);
        }
    }

    /** The names of all cases. */
    static final class Options extends ArrayList<String> {
        Options() {
            super(Stream.of(BenchCase.values()).map(BenchCase::option).toList());
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Something came or went meanwhile: the next attempt finds it so.
        }
    }
}
