package io.portmaster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import io.portmaster.cli.shell.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may have written into labels and descriptions doesn't reach a terminal as it is. */
class EscapesTest {
    private static final String ODD = "\u001b]0;x\u0007\u009b2J\r\n\t\u007f\u202e\u2028端口";

    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "yaml", "name", "port"})
    void noFormatPrintsAControlCharacter(String format) {
        CommandRun create = node.command();
        assertThat(create.run("offers", "create", "django", "web-01", "--label", "a=" + ODD, "--label", ODD + "=b"))
                .as(create.errors())
                .isZero();
        CommandRun describe = node.command();
        assertThat(describe.run("services", "change", "django", "--description", ODD))
                .isZero();
        for (String line : new String[] {"ports list", "ports find 5000", "services list", "services show django"}) {
            CommandRun command = node.command();
            command.screen = new Screen(true, true, true, () -> 200, false);
            node.run(command, line + " -o " + format).expect(0);
            assertThat(command.output()).doesNotContainPattern("[\\p{C}\\p{Zl}&&[^\\n]]");
        }
    }

    @Test
    void jsonSaysTheSameAllTheSame() throws Exception {
        CommandRun create = node.command();
        create.run("offers", "create", "django", "web-01", "--label", "a=" + ODD);
        JsonNode list = new ObjectMapper()
                .readTree(node.run("ports list -o json").expect(0).output());
        assertThat(list.get(0).path("labels").path("a").asText()).isEqualTo(ODD);
        CommandRun found = node.command();
        assertThat(found.run("ports", "list", "-o", "port", "--label", "a=" + ODD))
                .isZero();
        assertThat(found.output()).isEqualTo("5000\n");
    }
}
