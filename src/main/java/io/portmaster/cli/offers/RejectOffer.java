package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Grants;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import io.portmaster.wire.RejectionBody;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portmaster offers reject}. */
@Command(
        name = "reject",
        description = {
            "Rejects an offer, or all of a group.",
            "With --busy: because this host uses the port for something else, so that nobody gets it for a while."
        })
final class RejectOffer extends ClientCommand {
    @Mixin
    private final SecretParameters offer = new SecretParameters();

    @Option(
            names = "--busy",
            paramLabel = "PORT[,PORT...]",
            hideParamSyntax = true,
            split = ",",
            description = "The ports that are busy: the offer's own, or some of the group's.")
    private List<Integer> busy = List.of();

    @Option(names = "--next", description = "With --busy: offers other ports under the same secret.")
    private boolean next;

    RejectOffer(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        if (next && busy.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "--next needs --busy with the port");
        }
        Secret secret = offer.secret(session);
        if (next) {
            Grants.print(session, session.calls().next(offer.service(), secret, new RejectionBody(busy)));
            return ExitCode.DONE;
        }
        if (busy.isEmpty()) {
            session.calls().reject(offer.service(), secret);
        } else {
            session.calls().reject(offer.service(), secret, new RejectionBody(busy));
        }
        session.printer().say("rejected");
        return ExitCode.DONE;
    }
}
