package io.portmaster.cli.transfer;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.Terminal;
import io.portmaster.client.ProblemException;
import io.portmaster.transfer.Export;
import io.portmaster.transfer.Inventory;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portmaster export}. */
@Command(
        name = "export",
        description = {
            "Writes services and allocations to standard output, so that 'portmaster import' or django-portmaster's"
                    + " 'manage.py loaddata --ignorenonexistent' can read them.",
            "Open offers and cooling ports are left out: they end by themselves."
        })
final class ExportCommand extends ClientCommand {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json (as dumpdata writes it), jsonl (one row a line) or csv (a table). Default: json")
    private Export.Format format = Export.Format.JSON;

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "Writes this service only. May be given several times.")
    private @Nullable Set<String> services;

    ExportCommand(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        Inventory inventory = Inventory.of(session.client());
        if (services != null) {
            for (String service : services) {
                if (!inventory.hasService(service)) {
                    throw new CommandException(ExitCode.NOT_FOUND, "there is no service " + service);
                }
            }
        }
        PrintWriter out = session.shell().out();
        boolean isForPeople = session.shell().screen().showsOutput();
        Export.write(inventory, services, format, line -> out.append(isForPeople ? Terminal.escaped(line) : line)
                .append('\n'));
        out.flush();
        return ExitCode.DONE;
    }
}
