package io.portmaster.cli.transfer;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Failures;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.output.ProgressBar;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.transfer.Dump;
import io.portmaster.transfer.Importer;
import io.portmaster.transfer.Inventory;
import io.portmaster.transfer.Plan;
import io.portmaster.transfer.Planner;
import io.portmaster.transfer.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster import}. */
@Command(
        name = "import",
        description = {
            "Brings services and allocations in from a dump: JSON or JSON lines of django-portmaster's"
                    + " 'manage.py dumpdata django_portmaster', or JSON, JSON lines or CSV of 'portmaster export'.",
            "Each row that can't be brought in is named with the reason, and stops no other. Nothing that is there is"
                    + " changed or removed, so the same dump can be imported again and again."
        })
final class ImportCommand extends ClientCommand {
    private static final String PORT = "{}";
    private static final int MOST_AT_ONCE = 64;

    @Parameters(index = "0", paramLabel = "DUMP", description = "The file; - for standard input.")
    private Path source = Path.of("");

    @Option(
            names = "--dry-run",
            description = "Shows what would be created, what can't be, and what is there and not in the dump."
                    + " Changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "Brings in this service only. May be given several times.")
    private @Nullable Set<String> services;

    @Option(
            names = "--nameless",
            paramLabel = "NAME",
            description =
                    "Brings instances without a name in under this one, in which {} becomes the port, such as port-{}."
                            + " Default: they are left out, and named.")
    private @Nullable String nameOfNameless;

    @Option(
            names = "--at-once",
            paramLabel = "COUNT",
            defaultValue = "8",
            description = "How many requests are on their way at most, 1 to 64. Default: 8")
    private int atOnce;

    ImportCommand(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        if (nameOfNameless != null && !nameOfNameless.contains(PORT)) {
            throw new CommandException(
                    ExitCode.USAGE, "--nameless: no two instances have the same name: put {} into it");
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new CommandException(ExitCode.USAGE, "--at-once: must be 1 to " + MOST_AT_ONCE + ", not " + atOnce);
        }
        Dump dump = new DumpSource(source).read(session.shell()).of(services);
        PortmasterClient client = session.client();
        Plan plan = new Planner(Inventory.of(client), nameOfNameless).plan(dump);
        if (dryRun) {
            return report(session, dump, plan.results());
        }
        Importer.Outcome outcome = carryOut(session, client, plan);
        ExitCode code = report(session, dump, outcome.results());
        outcome.throwStop();
        return code;
    }

    private Importer.Outcome carryOut(Session session, PortmasterClient client, Plan plan) {
        try (ProgressBar bar = new ProgressBar(session.shell(), "importing", plan.creations())) {
            return new Importer(client, ImportCommand::sleep, atOnce, bar::step).carryOut(plan);
        }
    }

    private ExitCode report(Session session, Dump dump, List<Result> results) {
        ResultLines lines = new ResultLines(session.printer(), session.output());
        lines.print(results);
        lines.summary(results, dump.others());
        ExitCode code = ExitCode.DONE;
        int failures = 0;
        for (Result result : results) {
            if (result.fate().isFailure()) {
                failures++;
                code = code == ExitCode.DONE ? code(result) : code;
            }
        }
        if (failures > 0) {
            String rows = failures == 1 ? "1 row " : failures + " rows ";
            String failed = dryRun ? "can't be" : failures == 1 ? "was not" : "were not";
            session.shell().complain(rows + failed + " brought in");
        }
        return code;
    }

    private static ExitCode code(Result result) {
        ProblemException refusal = result.refusal();
        if (refusal != null) {
            return Failures.of(refusal).code();
        }
        return switch (result.fate()) {
            case DIFFERENT -> ExitCode.CONFLICT;
            case BROKEN -> ExitCode.INVALID;
            default -> ExitCode.FAILED;
        };
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
