package io.portmaster.cli.services;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code portmaster services}. */
@Command(name = "services", description = "Shows, makes, changes and deletes services: ranges of ports under a name.")
public final class ServicesCommand {
    /** Its commands. */
    public static List<Object> commands(Shell shell) {
        return List.of(
                new ListServices(shell),
                new ShowService(shell),
                new CreateService(shell),
                new ChangeService(shell),
                new DeleteServices(shell));
    }
}
