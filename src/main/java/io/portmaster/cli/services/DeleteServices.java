package io.portmaster.cli.services;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Confirmation;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster services delete}. */
@Command(
        name = "delete",
        description = {
            "Deletes services that have no port in use.",
            "With --force: shows what they have, asks, and deletes that too."
        })
final class DeleteServices extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "SERVICE", description = "Their names.")
    private List<String> services = List.of();

    @Option(names = "--force", description = "Deletes the services' offers, allocations and cooling ports, too.")
    private boolean force;

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    DeleteServices(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        if (force && !confirmation.given(session, () -> question(session))) {
            return ExitCode.FAILED;
        }
        ExitCode outcome = ExitCode.DONE;
        for (String service : services) {
            ExitCode one = session.attempt(() -> {
                session.calls().delete(service, force);
                session.printer().say("service " + service + " is deleted");
            });
            outcome = outcome == ExitCode.DONE ? one : outcome;
        }
        return outcome;
    }

    private String question(Session session) throws ProblemException, IOException {
        List<String> losses = new ArrayList<>();
        for (String service : services) {
            ServiceBody found = session.calls().service(service);
            PortCountsBody ports = found.ports();
            losses.add(found.name() + " with " + ports.allocated() + " allocated and " + ports.offered()
                    + " offered ports");
        }
        return "Delete " + String.join(", ", losses) + "?";
    }
}
