package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.LabelOptions;
import io.portmaster.cli.client.PortView;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.Filter;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portmaster offers list}. */
@Command(
        name = "list",
        description = "Lists the open offers, by port, of all services or of one. Secrets are not shown.")
final class ListOffers extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this service's.")
    private @Nullable String service;

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    ListOffers(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        List<PortBody> offers = session.calls().ports(new Filter(service, "offered", null, null, labels.labels()));
        if (offers.isEmpty() && service != null) {
            // A typing error in the name must not look like a service without offers.
            session.calls().service(service);
        }
        session.printer().list(PortView.at(session.now()), offers);
        return ExitCode.DONE;
    }
}
