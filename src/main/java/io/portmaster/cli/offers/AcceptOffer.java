package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Grants;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseField;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portmaster offers accept}. */
@Command(name = "accept", description = "Accepts an offer, or all of a group. Again is safe.")
final class AcceptOffer extends ClientCommand {
    private static final String NONE = "none";

    @Mixin
    private final SecretParameters offer = new SecretParameters();

    @Option(
            names = "--lease",
            paramLabel = "LEASE|none",
            description = "The lease that the allocation ends with; none takes it off its lease.")
    private @Nullable String lease;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Moves an allocation that is on another lease, or on none, if it still has this tag.")
    private @Nullable String ifMatch;

    AcceptOffer(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        LeaseField field =
                lease == null ? LeaseField.LEFT_OUT : lease.equals(NONE) ? LeaseField.NONE : LeaseField.of(lease);
        Grants.print(session, session.calls().accept(offer.service(), offer.secret(session), field, ifMatch));
        return ExitCode.DONE;
    }
}
