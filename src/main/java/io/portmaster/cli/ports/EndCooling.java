package io.portmaster.cli.ports;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.InstanceName;
import io.portmaster.cli.client.PortView;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster ports end-cooling}. */
@Command(name = "end-cooling", description = "Makes ports free that cool, before their time: 'end-cooling 5003 5004'.")
final class EndCooling extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "PORT|SERVICE/PORT", description = "The ports that cool.")
    private List<String> words = List.of();

    EndCooling(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        List<PortBody> ports = new ArrayList<>();
        ExitCode found = ExitCode.DONE;
        for (String word : words) {
            ExitCode one = session.attempt(
                    () -> ports.add(session.calls().holder(number(word)).body()));
            found = found == ExitCode.DONE ? one : found;
        }
        for (PortBody port : ports) {
            if (!isMeant(port)) {
                session.shell()
                        .complain("port " + port.port() + " doesn't cool there: it is " + port.state() + " to "
                                + port.service() + "/" + port.name());
                found = found == ExitCode.DONE ? ExitCode.CONFLICT : found;
            }
        }
        Removal removal = new Removal(session);
        removal.of(ports.stream().filter(this::isMeant).toList());
        session.printer()
                .done(
                        PortView.at(session.now()),
                        removal.freed(),
                        port -> "port " + port.port() + " of " + port.service() + " cools no more");
        return found == ExitCode.DONE ? removal.outcome() : found;
    }

    /** Whether it cools, and in the service that was named if one was. */
    private boolean isMeant(PortBody port) {
        return port instanceof CoolingBody
                && (words.contains(Integer.toString(port.port()))
                        || words.contains(port.service() + "/" + port.port()));
    }

    private static int number(String word) {
        String number = word.indexOf('/') < 0 ? word : InstanceName.of(word).name();
        if (!InstanceName.isNumber(number)) {
            throw new CommandException(
                    ExitCode.USAGE, "'" + word + "' is no port number: a port cools under its number");
        }
        return Integer.parseInt(number);
    }
}
