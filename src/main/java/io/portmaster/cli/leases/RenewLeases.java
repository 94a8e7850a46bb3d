package io.portmaster.cli.leases;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.wire.LeaseBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster leases renew}. */
@Command(name = "renew", description = "Keeps leases alive for another ttl, from now on.")
final class RenewLeases extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "LEASE", description = "Their ids.")
    private List<String> leases = List.of();

    RenewLeases(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        List<LeaseBody> renewed = new ArrayList<>();
        ExitCode outcome = ExitCode.DONE;
        for (String lease : leases) {
            ExitCode one = session.attempt(() -> renewed.add(session.calls().renew(lease)));
            outcome = outcome == ExitCode.DONE ? one : outcome;
        }
        session.printer()
                .done(
                        LeaseView.at(session.now()),
                        renewed,
                        lease -> "lease " + lease.lease() + " lasts for another " + lease.ttl() + "s");
        return outcome;
    }
}
