package io.portmaster.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import io.portmaster.cli.shell.Screen;
import io.portmaster.http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    /** Where a dump goes to. */
    @RegisterExtension
    final NodeExtension other = new NodeExtension();

    private void fill() {
        node.node().allocate("web-01");
        node.node().offer("open");
        node.node()
                .post(
                        "/v1/services/django/offers?accept=true",
                        "{\"name\":\"web-03\",\"labels\":{\"host\":\"a,\\\"b\\\"\"}}")
                .expect(201);
        node.run("services create redis 6000-6009 6100 --reserved 6000 --reuse-delay 30s --busy-delay 0 --offer-ttl 1h")
                .expect(0);
        node.node()
                .post(
                        "/v1/services",
                        "{\"name\":\"odd\",\"start\":7000,\"end\":7000,\"description\":\"two\\nlines, \\\"quoted\\\" \\u202e\"}")
                .expect(201);
        node.node()
                .post("/v1/services/redis/offers?accept=true", "{\"name\":\"a@b:1\",\"port\":6100}")
                .expect(201);
    }

    @Test
    void jsonIsWhatDumpdataWrites() {
        node.node().allocate("web-01");
        node.node().offer("open");
        Answer allocation = node.node().get("/v1/services/django/ports/web-01").expect(200);
        assertThat(node.run("export").expect(0).output())
                .isEqualTo("""
                        [
                        {"model":"django_portmaster.service","pk":"django","fields":{"description":"Django service","start":5000,"end":5009}},
                        {"model":"django_portmaster.instance","pk":5000,"fields":{"service":"django","name":"web-01","created":"%s"}}
                        ]
                        """.formatted(allocation.json().path("created").asText()));
        assertThat(node.run("export --format jsonl").expect(0).output())
                .isEqualTo(node.run("export").output().replaceAll("(?m)^[\\[\\]]\n|,$", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl", "csv"})
    void whatIsExportedAndImportedIsTheSame(String format) {
        fill();
        String dump = node.run("export --format " + format).expect(0).output();
        CommandRun command = other.command();
        command.input = dump;
        // The other node has a service django of its own, which is the same.
        assertThat(other.run(command, "import -").expect(0).output()).isEqualTo("5 created, 1 there already\n");
        assertThat(withoutTimes(other.run("export --format " + format).expect(0).output()))
                .isEqualTo(withoutTimes(dump));
        CommandRun back = node.command();
        back.input = dump;
        assertThat(node.run(back, "import -").expect(0).output()).isEqualTo("6 there already\n");
    }

    private static String withoutTimes(String dump) {
        return dump.replaceAll("20\\d\\d-[-0-9T:.]+Z", "TIME");
    }

    @Test
    void anAllocationOnALeaseIsWrittenAndNotBroughtIn() {
        String lease = node.node().createLease(60).json().path("lease").asText();
        node.node()
                .post("/v1/services/django/offers?accept=true", "{\"name\":\"web-01\",\"lease\":\"" + lease + "\"}")
                .expect(201);
        CommandRun command = other.command();
        command.input = node.run("export --format csv").expect(0).output();
        assertThat(command.input).contains(lease);
        assertThat(other.run(command, "import -").expect(0).output())
                .contains("row 3: skipped instance django/web-01, port 5000: it is on a lease");
    }

    @Test
    void onlyTheServicesThatAreNamedAreWritten() {
        fill();
        assertThat(node.run("export --format csv --service redis").expect(0).output())
                .contains("redis")
                .doesNotContain("django");
        assertThat(node.run("export --service nothing").expect(4).errors()).contains("there is no service nothing");
    }

    @Test
    void noControlCharacterReachesATerminal() {
        fill();
        CommandRun command = node.command();
        command.screen = new Screen(true, true, true, () -> 80, true);
        for (String format : new String[] {"json", "csv"}) {
            assertThat(node.run(command.again(), "export --format " + format)
                            .expect(0)
                            .output())
                    .contains("\\u202e")
                    .doesNotContain("\u202e");
        }
    }
}
