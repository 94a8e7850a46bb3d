package io.portmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandDocumentTest {
    @Test
    void thePageSaysWhatTheCommandsSay() throws IOException {
        String page = Files.readString(Checkout.file("src/docs/cli.md"));
        assertThat(page).contains(CommandDocument.BEGIN);
        String wanted = page.substring(0, page.indexOf(CommandDocument.BEGIN))
                + CommandDocument.of(PortmasterOptions.commandLine());
        Path made = Checkout.file("target/cli.md");
        Files.createDirectories(made.getParent());
        Files.writeString(made, wanted);
        assertThat(page)
                .as("cp target/cli.md src/docs/cli.md makes the page true")
                .isEqualTo(wanted);
    }
}
