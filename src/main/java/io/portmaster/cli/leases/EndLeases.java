package io.portmaster.cli.leases;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster leases end}. */
@Command(name = "end", description = "Ends leases, and releases all that is on them.")
final class EndLeases extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "LEASE", description = "Their ids.")
    private List<String> leases = List.of();

    EndLeases(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        ExitCode outcome = ExitCode.DONE;
        for (String lease : leases) {
            ExitCode one = session.attempt(() -> {
                session.calls().endLease(lease);
                session.printer().say("lease " + lease + " has ended");
            });
            outcome = outcome == ExitCode.DONE ? one : outcome;
        }
        return outcome;
    }
}
