package io.portmaster.cli.offers;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code portmaster offers}. */
@Command(name = "offers", description = "Asks for ports, and accepts, rejects or withdraws what was offered.")
public final class OffersCommand {
    /** Its commands. */
    public static List<Object> commands(Shell shell) {
        return List.of(
                new ListOffers(shell),
                new CreateOffer(shell),
                new ShowOffer(shell),
                new AcceptOffer(shell),
                new RejectOffer(shell),
                new WithdrawOffers(shell));
    }
}
