package io.portmaster.cli.ports;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Confirmation;
import io.portmaster.cli.client.InstanceName;
import io.portmaster.cli.client.LabelOptions;
import io.portmaster.cli.client.PortView;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.Filter;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster ports release}. */
@Command(
        name = "release",
        description = {
            "Releases the allocations that are named: 'release django web-01', 'release django/web-01 redis/cache'.",
            "With --label, --lease or --service instead of names: shows all allocations and open offers that fit,"
                    + " asks, and frees them. 'release --label host=10.0.0.7' frees what a dead host held."
        })
final class ReleasePorts extends ClientCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "SERVICE NAME|SERVICE/NAME",
            description = "A service and its instances or ports; or services and instances with a slash between.")
    private List<String> words = List.of();

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    @Option(names = "--lease", paramLabel = "LEASE", description = "Those on this lease.")
    private @Nullable String lease;

    @Option(names = "--service", paramLabel = "SERVICE", description = "Those of this service.")
    private @Nullable String service;

    @Option(names = "--dry-run", description = "Shows what would be freed, and frees nothing.")
    private boolean dryRun;

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    ReleasePorts(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        boolean byFilter = service != null || lease != null || !labels.labels().isEmpty();
        if (byFilter == !words.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "give either names, such as 'django web-01', or --label, --lease or --service");
        }
        return byFilter ? releaseAll(session) : releaseNamed(session);
    }

    private ExitCode releaseNamed(Session session) throws ProblemException, IOException {
        List<PortBody> ports = new ArrayList<>();
        ExitCode found = ExitCode.DONE;
        for (InstanceName instance : InstanceName.of(words)) {
            ExitCode one =
                    session.attempt(() -> ports.add(session.calls().allocation(instance.service(), instance.name())));
            found = found == ExitCode.DONE ? one : found;
        }
        if (dryRun) {
            session.printer().list(PortView.at(session.now()), ports);
            return found;
        }
        ExitCode freed = free(session, ports);
        return found == ExitCode.DONE ? freed : found;
    }

    private ExitCode releaseAll(Session session) throws ProblemException, IOException {
        List<PortBody> ports = session.calls().ports(new Filter(service, null, null, lease, labels.labels())).stream()
                .filter(port -> !(port instanceof CoolingBody))
                .toList();
        if (ports.isEmpty() && service != null) {
            session.calls().service(service);
        }
        if (ports.isEmpty()) {
            session.printer().done(PortView.at(session.now()), ports, port -> "");
            session.shell().complain("no allocation and no open offer fits: there is nothing to free");
            return ExitCode.DONE;
        }
        if (dryRun) {
            session.printer().list(PortView.at(session.now()), ports);
            return ExitCode.DONE;
        }
        session.printer().show(PortView.at(session.now()), ports);
        if (!confirmation.given(session, () -> question(ports.size()))) {
            return ExitCode.FAILED;
        }
        return free(session, ports);
    }

    private static String question(int count) {
        return count == 1 ? "Free this port?" : "Free these " + count + " ports?";
    }

    private static ExitCode free(Session session, List<PortBody> ports) throws IOException {
        Removal removal = new Removal(session);
        removal.of(ports);
        session.printer()
                .done(
                        PortView.at(session.now()),
                        removal.freed(),
                        port -> "freed " + Removal.reference(port) + ", port " + port.port());
        return removal.outcome();
    }
}
