package io.portmaster.cli.offers;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code portmaster offers}. */
@Command(name = "offers", description = "Asks for ports, and accepts, rejects or withdraws what was offered.")
public final class OffersCommand {
    private OffersCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Shell shell) {
        return new CommandLine(new OffersCommand())
                .addSubcommand(new ListOffers(shell))
                .addSubcommand(new CreateOffer(shell))
                .addSubcommand(new ShowOffer(shell))
                .addSubcommand(new AcceptOffer(shell))
                .addSubcommand(new RejectOffer(shell))
                .addSubcommand(new WithdrawOffers(shell));
    }
}
