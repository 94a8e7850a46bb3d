package io.portmaster.cli.ports;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.InstanceName;
import io.portmaster.cli.client.PortView;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.Filter;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster ports find}. */
@Command(
        name = "find",
        description = {
            "Finds who has a port, or which ports a name has, in all services: 'find 5432', 'find web-01'.",
            "Exits with 4 if one of them is not found."
        })
final class FindPorts extends ClientCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PORT|NAME|SERVICE/NAME",
            description = "A port's number, or an instance's name, in all services or in one.")
    private List<String> sought = List.of();

    FindPorts(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        List<PortBody> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String word : sought) {
            List<PortBody> some = InstanceName.isNumber(word) ? byNumber(session, word) : byName(session, word);
            found.addAll(some);
            if (some.isEmpty()) {
                missing.add(InstanceName.isNumber(word) ? whoseIsFree(session, word) : "no port belongs to " + word);
            }
        }
        if (!found.isEmpty() || missing.isEmpty()) {
            session.printer().list(PortView.at(session.now()), found);
        }
        missing.forEach(session.shell()::complain);
        return missing.isEmpty() ? ExitCode.DONE : ExitCode.NOT_FOUND;
    }

    private static List<PortBody> byNumber(Session session, String number) throws ProblemException, IOException {
        try {
            return List.of(session.calls().holder(Integer.parseInt(number)).body());
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<PortBody> byName(Session session, String word) throws ProblemException, IOException {
        if (word.indexOf('/') < 0) {
            return session.calls().ports(new Filter(null, null, word, null, Map.of()));
        }
        InstanceName instance = InstanceName.of(word);
        if (!instance.isNumber()) {
            return session.calls().ports(new Filter(instance.service(), null, instance.name(), null, Map.of()));
        }
        return byNumber(session, instance.name()).stream()
                .filter(port -> port.service().equals(instance.service()))
                .toList();
    }

    private static String whoseIsFree(Session session, String number) throws ProblemException, IOException {
        int port = Integer.parseInt(number);
        for (ServiceBody service : session.calls().services()) {
            if (service.ranges().contains(port)) {
                return "nobody has port " + port + ": it is "
                        + (service.reserved().contains(port) ? "reserved" : "free") + " in service " + service.name();
            }
        }
        return "nobody has port " + port + ": no service has it in its ranges";
    }
}
