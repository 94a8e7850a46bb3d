package io.portmaster.cli.leases;

import io.portmaster.cli.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code portmaster leases}. */
@Command(name = "leases", description = "Makes, shows, renews and ends leases: what is on a lease ends with it.")
public final class LeasesCommand {
    /** Its commands. */
    public static List<Object> commands(Shell shell) {
        return List.of(
                new ListLeases(shell),
                new CreateLease(shell),
                new ShowLease(shell),
                new RenewLeases(shell),
                new EndLeases(shell));
    }
}
