package io.portmaster.cli.ports;

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
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster ports list}. */
@Command(
        name = "list",
        description =
                "Lists the ports in use, by number: offered, allocated and cooling ones, of all services or of one.")
final class ListPorts extends ClientCommand {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this service's.")
    private @Nullable String service;

    @Option(names = "--state", paramLabel = "STATE", description = "Only those that are offered, allocated or cooling.")
    private @Nullable State state;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of instances of this name.")
    private @Nullable String name;

    @Option(names = "--lease", paramLabel = "LEASE", description = "Only those on this lease.")
    private @Nullable String lease;

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    /** The states of ports in use. */
    enum State {
        OFFERED,
        ALLOCATED,
        COOLING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ListPorts(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        Filter filter = new Filter(service, state == null ? null : state.toString(), name, lease, labels.labels());
        List<PortBody> ports = session.calls().ports(filter);
        if (ports.isEmpty() && service != null) {
            // A typing error in the name must not look like a service without ports.
            session.calls().service(service);
        }
        session.printer().list(PortView.at(session.now()), ports);
        return ExitCode.DONE;
    }
}
