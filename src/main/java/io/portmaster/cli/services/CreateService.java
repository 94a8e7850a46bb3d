package io.portmaster.cli.services;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.services.ServiceOptions.OfferTtl;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portmaster services create}. */
@Command(name = "create", description = "Makes a service.")
final class CreateService extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Its name.")
    private String service = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "RANGE",
            converter = RangeConverter.class,
            description = "Its ports, such as 5000-5999. No two services may have the same port.")
    private List<PortRange> ranges = List.of();

    @Mixin
    private final ServiceOptions wanted = new ServiceOptions();

    CreateService(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        PortSet reserved = wanted.reserved();
        OfferTtl ttl = wanted.offerTtl();
        String description = wanted.description();
        ServiceDefinitionBody definition = new ServiceDefinitionBody(
                service,
                description == null || description.isEmpty() ? null : description,
                ServiceOptions.union(ranges),
                reserved == null ? PortSet.EMPTY : reserved,
                wanted.reuseDelay(),
                wanted.busyDelay(),
                ttl == null ? null : ttl.seconds());
        session.printer().one(ServiceView.at(session.now()), session.calls().create(definition));
        return ExitCode.DONE;
    }
}
