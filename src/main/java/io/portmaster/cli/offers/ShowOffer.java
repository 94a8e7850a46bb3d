package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Grants;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code portmaster offers show}. */
@Command(name = "show", description = "Shows an open offer, or the open ones of a group.")
final class ShowOffer extends ClientCommand {
    @Mixin
    private final SecretParameters offer = new SecretParameters();

    ShowOffer(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        Grants.print(session, session.calls().grant(offer.service(), offer.secret(session)));
        return ExitCode.DONE;
    }
}
