package io.portmaster.cli.leases;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code portmaster leases}. */
@Command(
        name = "leases",
        description =
                "Makes, shows, renews and ends leases: what is on a lease ends with it unless somebody renews it.")
public final class LeasesCommand {
    private LeasesCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Shell shell) {
        return new CommandLine(new LeasesCommand())
                .addSubcommand(new ListLeases(shell))
                .addSubcommand(new CreateLease(shell))
                .addSubcommand(new ShowLease(shell))
                .addSubcommand(new RenewLeases(shell))
                .addSubcommand(new EndLeases(shell));
    }
}
