package io.portmaster.cli.offers;

import io.portmaster.cli.client.ClientCommand;
import io.portmaster.cli.client.Grants;
import io.portmaster.cli.client.LabelOptions;
import io.portmaster.cli.client.SecondsConverter;
import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portmaster offers create}. */
@Command(
        name = "create",
        description = {
            "Asks for a port for an instance, or for one for each of several, all or none.",
            "With --accept it is allocated at once: 'port=$(portmaster offers create django web-01 --accept -o port)'."
        })
final class CreateOffer extends ClientCommand {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose ports.")
    private String service = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NAME",
            description = "The instance. Several make a group.")
    private List<String> names = List.of();

    @Option(names = "--accept", description = "Allocates at once, so that no second step is needed.")
    private boolean accept;

    @Option(names = "--port", paramLabel = "PORT", description = "This port and no other.")
    private @Nullable Integer port;

    @Option(names = "--fallback", description = "With --port: another one if it can't be had.")
    private boolean fallback;

    @Option(
            names = "--exclude",
            paramLabel = "PORT[,PORT...]",
            hideParamSyntax = true,
            split = ",",
            description = "Ports that can't be used.")
    private List<Integer> exclude = List.of();

    @Option(names = "--consecutive", description = "For several names: ports side by side.")
    private boolean consecutive;

    @Option(
            names = "--offer-ttl",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "How long the offer stands, such as 90s. Default: the service's or the node's setting")
    private @Nullable Integer offerTtl;

    @Mixin
    private final LabelOptions labels = new LabelOptions();

    @Option(
            names = "--lease",
            paramLabel = "LEASE",
            description = "With --accept: the lease that the allocation ends with.")
    private @Nullable String lease;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = {
                "The Idempotency-Key, 16 to 128 characters. One that always is the same for an instance makes this"
                        + " command give the same port as often as it is run.",
                "Default: a new one for each run"
            })
    private @Nullable String key;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "With --lease and --key: moves the allocation that has this tag to the lease.")
    private @Nullable String ifMatch;

    CreateOffer(Shell shell) {
        super(shell);
    }

    @Override
    protected ExitCode run(Session session) throws ProblemException, IOException {
        if (!accept && (lease != null || ifMatch != null)) {
            throw new CommandException(ExitCode.USAGE, "--lease and --if-match need --accept");
        }
        String sent = key == null ? UUID.randomUUID().toString() : key;
        Grants.print(
                session,
                accept
                        ? session.calls().offerAccepted(service, wanted(), sent, ifMatch)
                        : session.calls().offer(service, wanted(), sent));
        return ExitCode.DONE;
    }

    private OfferRequestBody wanted() {
        OfferRequestBody wanted = names.size() == 1 && !consecutive
                ? new OfferRequestBody(names.get(0))
                : OfferRequestBody.group(names, consecutive);
        wanted = wanted.without(exclude).withLabels(labels.labels());
        if (port != null) {
            wanted = wanted.withPort(port, fallback);
        } else if (fallback) {
            throw new CommandException(ExitCode.USAGE, "--fallback needs --port");
        }
        if (offerTtl != null) {
            wanted = wanted.withOfferTtl(offerTtl);
        }
        return lease == null ? wanted : wanted.withLease(LeaseField.of(lease));
    }
}
