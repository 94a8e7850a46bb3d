package io.portmaster.cli.offers;

import io.portmaster.cli.client.Session;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.domain.Secret;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/** The service and the secret of an offer, as arguments. */
final class SecretParameters {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Whose offer.")
    private String service = "";

    @Parameters(
            index = "1",
            paramLabel = "SECRET",
            description = "The offer's secret. '-' reads it from standard input: others can read a command line.")
    private String secret = "";

    String service() {
        return service;
    }

    /** @throws CommandException if it was to be read, and nothing is there */
    Secret secret(Session session) throws IOException {
        if (!secret.equals("-")) {
            return new Secret(secret);
        }
        String line = session.shell().in().readLine();
        if (line == null || line.isBlank()) {
            throw new CommandException(ExitCode.USAGE, "standard input has no secret");
        }
        return new Secret(line.strip());
    }
}
