package io.portmaster.cli.leases;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseBody;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster leases show}. */
@Command(name = "show", description = "Shows a lease, when it ends, and what is on it.")
final class ShowLease extends ClientCommand {
    @Parameters(paramLabel = "LEASE", description = "Its id.")
    private String lease = "";

    ShowLease(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        LeaseBody found = session.calls().lease(lease);
        session.printer().one(LeaseView.at(session.now()), found);
        if (found.allocations() != null && !found.allocations().isEmpty()) {
            session.printer().say("");
            session.printer().show(LeaseView.ALLOCATIONS, found.allocations());
        }
        return ExitCode.DONE;
    }
}
