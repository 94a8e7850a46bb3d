package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.InstanceName;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster offers withdraw}. */
@Command(
        name = "withdraw",
        description = "Ends open offers without their secrets, and with an offer the whole group that it belongs to.")
final class WithdrawOffers extends ClientCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "SERVICE NAME|SERVICE/NAME",
            description = "A service and its instances or ports; or services and instances with a slash between.")
    private List<String> words = List.of();

    WithdrawOffers(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        ExitCode outcome = ExitCode.DONE;
        for (InstanceName instance : InstanceName.of(words)) {
            ExitCode one = session.attempt(() -> {
                session.calls().withdraw(instance.service(), instance.name());
                session.printer().say("the offer of " + instance + " is withdrawn");
            });
            outcome = outcome == ExitCode.DONE ? one : outcome;
        }
        return outcome;
    }
}
