package io.portmaster.cli.services;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code portmaster services list}. */
@Command(name = "list", description = "Lists all services, by name, and how many of their ports are in use.")
final class ListServices extends ClientCommand {
    ListServices(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        session.printer().list(ServiceView.at(session.now()), session.calls().services());
        return ExitCode.DONE;
    }
}
