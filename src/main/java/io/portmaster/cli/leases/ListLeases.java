package io.portmaster.cli.leases;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.LabelOptions;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.Filter;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code portmaster leases list}. */
@Command(name = "list", description = "Lists the leases.")
final class ListLeases extends ClientCommand {
    @Mixin
    private final LabelOptions labels = new LabelOptions();

    ListLeases(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        session.printer().list(LeaseView.at(session.now()), session.calls().leases(Filter.labelled(labels.labels())));
        return ExitCode.DONE;
    }
}
