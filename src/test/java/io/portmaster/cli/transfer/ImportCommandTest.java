package io.portmaster.cli.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import io.portmaster.cli.NodeExtension.Ended;
import io.portmaster.cli.shell.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Imports and exports on a node in memory. Its service {@code django} has the ports 5000 to 5009. */
class ImportCommandTest {
    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    @TempDir
    private Path folder;

    private static String ofEveryKind() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                ImportCommandTest.class.getResourceAsStream("/dumps/dumpdata.json"), "the file is there")) {
            return new String(file.readAllBytes(), UTF_8);
        }
    }

    private Ended imported(String dump, String options) {
        CommandRun command = node.command();
        command.input = dump;
        return node.run(command, ("import - " + options).strip());
    }

    private String ports() {
        return node.run("ports list").expect(0).words();
    }

    @Test
    void aDumpWithRowsOfEveryKindBringsInWhatItCanAndNamesTheRest() throws IOException {
        Ended ended = imported(ofEveryKind(), "").expect(7);
        assertThat(ended.output()).isEqualTo("""
                        row 3: broken service 2024: the name (pk) must not be digits only: a number in a path means a port
                        row 4: broken service edge: end must be from 1024 to 49151, not 49152
                        row 5: skipped offer billing/worker-04, port 21003: an open offer: only its client knows the secret, and has to ask again
                        row 7: broken instance billing/worker 02, port 21001: the name must not contain a space (character 7)
                        row 8: skipped instance billing, port 21002: it has no name: nobody is known to use the port
                        row 10: broken instance mail.relay/left-outside, port 22500: the port is outside of its service's ports, 22000-22009
                        row 11: broken instance edge/gw-1, port 49152: the port must be from 1024 to 49151, not 49152
                        4 created, 2 skipped, 5 broken, 1 of other models (auth.user)
                        """);
        assertThat(ended.errors()).isEqualTo("portmaster: 5 rows were not brought in" + System.lineSeparator());
        assertThat(node.run("services list").expect(0).words())
                .contains("billing 21000-21099 1", "mail.relay 22000-22009 1");
        assertThat(node.run("ports list -o name").expect(0).output())
                .isEqualTo("billing/worker-01\nmail.relay/mx1@ams\n");

        assertThat(imported(ofEveryKind(), "").expect(7).output())
                .endsWith("4 there already, 2 skipped, 5 broken, 1 of other models (auth.user)\n");
    }

    @Test
    void aDryRunShowsWhatWouldChangeAndChangesNothing() throws IOException {
        node.node().allocate("web-01");
        Ended ended = imported(
                        ofEveryKind()
                                .replaceFirst(
                                        "\\[", "[" + instance(5001, "web-02") + "," + instance(5000, "web-01") + ","),
                        "--dry-run")
                .expect(7);
        assertThat(ended.output())
                .contains("row 1: create instance django/web-02, port 5001\n", "row 3: create service billing\n")
                .doesNotContain("row 2")
                .endsWith("5 to create, 1 there already, 2 skipped, 5 broken, 1 of other models (auth.user)\n");
        assertThat(ended.errors()).contains("5 rows can't be brought in");
        assertThat(node.run("services list -o name").output()).isEqualTo("django\n");
        assertThat(ports()).contains("web-01").doesNotContain("web-02");
    }

    private static String instance(int port, String name) {
        return "{\"model\": \"django_portmaster.instance\", \"pk\": " + port
                + ", \"fields\": {\"service\": \"django\", \"name\": \"" + name + "\"}}";
    }

    @Test
    void aDryRunNamesWhatIsThereAndNotInTheDump() {
        node.node().allocate("web-01");
        assertThat(imported("[" + instance(5001, "web-02") + "]", "--dry-run")
                        .expect(0)
                        .output())
                .isEqualTo("""
                        row 1: create instance django/web-02, port 5001
                        extra instance django/web-01, port 5000: it is there, and not in the dump
                        1 to create, 1 not in the dump
                        """);
    }

    @Test
    void whatIsInTheWayStaysAsItIs() {
        node.node().allocate("web-01");
        node.node().offer("web-02");
        Ended ended = imported(
                        "[" + instance(5000, "a") + "," + instance(5001, "b") + "," + instance(5002, "web-01") + "]",
                        "")
                .expect(5);
        assertThat(ended.output())
                .contains("row 1: different instance django/a, port 5000: the port is allocated to django/web-01 there")
                .contains("row 2: different instance django/b, port 5001: the port is offered to django/web-02 there")
                .contains("row 3: different instance django/web-01, port 5002: the name has port 5000 there, allocated")
                .endsWith("3 different\n");
        assertThat(node.run("ports list -o name").output()).isEqualTo("django/web-01\ndjango/web-02\n");
    }

    @Test
    void instancesWithoutANameGetOneIfThatIsWanted() throws IOException {
        imported(ofEveryKind(), "--nameless port-{} --service billing").expect(7);
        assertThat(node.run("ports find port-21002 -o name").expect(0).output()).isEqualTo("billing/port-21002\n");
        assertThat(imported(ofEveryKind(), "--nameless port").expect(2).errors())
                .contains("put {} into it");
    }

    @Test
    void onlyTheServicesThatAreNamedAreBroughtIn() throws IOException {
        imported(ofEveryKind(), "--service mail.relay --service nothing").expect(7);
        assertThat(node.run("services list -o name").output()).isEqualTo("django\nmail.relay\n");
    }

    @Test
    void programsGetEachRowThatIsNotThereAlready() {
        node.node().allocate("web-01");
        String dump = "[" + instance(5000, "web-01") + "," + instance(5001, "web-02") + "]";
        assertThat(imported(dump, "-o json").expect(0).words()).isEqualTo("""
                        [
                         {
                         "row": 2,
                         "kind": "instance",
                         "service": "django",
                         "name": "web-02",
                         "port": 5001,
                         "result": "created"
                         }
                        ]""");
        assertThat(imported(dump, "-o json").expect(0).words()).isEqualTo("[]");
    }

    @Test
    void aDumpThatBreaksOffChangesNothing() throws IOException {
        String whole = ofEveryKind();
        Ended ended = imported(whole.substring(0, whole.length() / 2), "").expect(7);
        assertThat(ended.errors()).contains("can't read the dump, standard input: line ", "Nothing was changed.");
        assertThat(node.run("services list -o name").output()).isEqualTo("django\n");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        assertThat(node.run("import " + folder.resolve("nowhere")).expect(2).errors())
                .contains("there is no such file");
        Path latin = Files.writeString(folder.resolve("latin"), "service,name,port\ndjango,größe,5000", ISO_8859_1);
        assertThat(node.run("import " + latin).expect(7).errors()).contains("it is not in UTF-8");
        assertThat(node.run("import " + folder).expect(2).errors()).contains("can't read the dump");
    }

    @Test
    void aTableIsADumpToo() {
        imported("service,name,port\ndjango,web-01,5003\n", "").expect(0);
        assertThat(node.run("ports find web-01 -o port").output()).isEqualTo("5003\n");
    }

    @Test
    void aNodeThatIsNotThereIsAnErrorBeforeAnythingIsTried() {
        CommandRun command = new CommandRun().with("PORTMASTER_URL", "http://127.0.0.1:1");
        command.input = "[" + instance(5000, "web-01") + "]";
        assertThat(node.run(command, "import -").expect(3).output()).isEmpty();
    }

    @Test
    void longWorkHasAProgressBarOnATerminal() throws IOException {
        CommandRun command = node.command();
        command.input = ofEveryKind();
        command.screen = new Screen(true, true, true, () -> 80, false);
        command.clock = new TickingClock();
        assertThat(node.run(command, "import -").expect(7).errors())
                .contains("\rimporting [#######                       ] 1/4", "] 4/4");
        assertThat(imported(ofEveryKind(), "").errors()).doesNotContain("importing");
    }

    @Test
    void atOnceHasBounds() {
        assertThat(imported("[]", "--at-once 65").expect(2).errors()).contains("must be 1 to 64");
        assertThat(imported("[]", "--at-once 0").expect(2).errors()).contains("must be 1 to 64");
        assertThat(imported("[]", "--at-once 1").expect(0).output()).isEqualTo("the dump has no rows of services\n");
    }

    /** A second passes from each look at the clock to the next. */
    private static final class TickingClock extends Clock {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds.incrementAndGet());
        }
    }
}
