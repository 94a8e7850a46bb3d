package io.portmaster.cli.leases;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.LabelOptions;
import io.portmaster.cli.client.SecondsConverter;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseDefinitionBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portmaster leases create}. */
@Command(name = "create", description = "Makes a lease: 'lease=$(portmaster leases create --ttl 60s -o name)'.")
final class CreateLease extends ClientCommand {
    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = SecondsConverter.class,
            description = "Within which it has to be renewed. Default: 60s")
    private Integer ttl = 0;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "How long its ports cool after its end. Default: 30s")
    private @Nullable Integer linger;

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    CreateLease(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        LeaseDefinitionBody wanted = new LeaseDefinitionBody(ttl, linger, labels.labels());
        session.printer().one(LeaseView.at(session.now()), session.calls().createLease(wanted));
        return ExitCode.DONE;
    }
}
