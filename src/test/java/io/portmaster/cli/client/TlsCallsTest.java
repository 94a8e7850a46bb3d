package io.portmaster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.http.HttpNode;
import io.portmaster.http.TlsCertificate;
import io.portmaster.http.server.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands ask a node behind TLS, and only one whose certificate they trust. */
class TlsCallsTest {
    @TempDir
    private Path folder;

    private TlsCertificate certificate;
    private HttpNode node;

    @BeforeEach
    void start() throws Exception {
        certificate = TlsCertificate.create(folder);
        node = new HttpNode(1, Limits.USUAL, certificate.options());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private CommandRun command(String host) {
        return new CommandRun(Map.of("PORTMASTER_URL", "https://" + host + ":" + node.port()));
    }

    @Test
    void aCertificateOfTheFileIsTrusted() throws Exception {
        CommandRun command = command("localhost");
        assertThat(command.run(
                        "services",
                        "create",
                        "a",
                        "5000",
                        "--cacert",
                        certificate.pem().toString(),
                        "-o",
                        "name"))
                .as(command.errors())
                .isZero();
        assertThat(command.output()).isEqualTo("a\n");
    }

    @Test
    void anotherCertificateIsNot() throws Exception {
        CommandRun command = command("localhost");
        assertThat(command.run("services", "list")).isEqualTo(3);
        assertThat(command.errors()).contains("TLS: its certificate isn't trusted here");
        Path other = TlsCertificate.create(Files.createDirectory(folder.resolve("other")))
                .pem();
        assertThat(command.run("services", "list", "--cacert", other.toString()))
                .isEqualTo(3);
    }

    @Test
    void aCertificateOfAnotherHostIsNot() throws Exception {
        CommandRun command = command("127.0.0.1");
        assertThat(command.run("services", "list", "--cacert", certificate.pem().toString()))
                .isEqualTo(3);
        assertThat(command.errors()).contains("TLS: its certificate is for another name");
    }

    @Test
    void aFileWithoutCertificatesIsAUsageError() throws Exception {
        for (String text :
                new String[] {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
            Path file = Files.writeString(folder.resolve("ca.pem"), text);
            CommandRun command = command("localhost");
            assertThat(command.run("services", "list", "--cacert", file.toString()))
                    .isEqualTo(2);
            assertThat(command.errorLine()).contains("--cacert (PORTMASTER_CACERT)", file.toString());
        }
        assertThat(command("localhost").run("services", "list", "--cacert", "/nonexistent"))
                .isEqualTo(2);
    }
}
