package io.portmaster.cli.services;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.services.ServiceOptions.OfferTtl;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.ServiceChangeBody;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portmaster services change}. */
@Command(name = "change", description = "Changes what is given of a service, and leaves the rest as it is.")
final class ChangeService extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Its name.")
    private String service = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "RANGE",
            converter = RangeConverter.class,
            description = "All its ports from now on, such as 5000-5999. Ports in use have to be among them.")
    private List<PortRange> ranges = List.of();

    @Mixin
    private final ServiceOptions wanted = new ServiceOptions();

    ChangeService(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        ServiceChangeBody change = change();
        if (change.equals(ServiceChangeBody.NOTHING)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is nothing to change: give ranges or an option, such as --description");
        }
        session.printer().one(ServiceView.at(session.now()), session.calls().change(service, change));
        return ExitCode.DONE;
    }

    private ServiceChangeBody change() {
        String description = wanted.description();
        ServiceChangeBody change = description == null
                ? ServiceChangeBody.NOTHING
                : new ServiceChangeBody(true, description.isEmpty() ? null : description, null, null);
        if (!ranges.isEmpty()) {
            change = change.withRanges(ServiceOptions.union(ranges));
        }
        PortSet reserved = wanted.reserved();
        if (reserved != null) {
            change = change.withReserved(reserved);
        }
        OfferTtl ttl = wanted.offerTtl();
        if (ttl != null) {
            change = change.withOfferTtl(ttl.seconds());
        }
        return change.withDelays(wanted.reuseDelay(), wanted.busyDelay());
    }
}
