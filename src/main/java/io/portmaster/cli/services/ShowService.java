package io.portmaster.cli.services;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster services show}. */
@Command(name = "show", description = "Shows all of one service.")
final class ShowService extends ClientCommand {
    @Parameters(paramLabel = "SERVICE", description = "Its name.")
    private String service = "";

    ShowService(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        session.printer().one(ServiceView.at(session.now()), session.calls().service(service));
        return ExitCode.DONE;
    }
}
