package io.portmaster.cli.ports;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import io.portmaster.cli.NodeExtension.Ended;
import io.portmaster.cli.shell.Screen;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortsTest {
    private static final Screen TERMINAL = new Screen(true, true, true, () -> 200, false);

    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    @BeforeEach
    void fill() {
        node.run("services create redis 6000-6009 --reserved 6009").expect(0);
        node.run("offers create django web-01 --accept --label host=10.0.0.7").expect(0);
        node.run("offers create django web-02 --accept --label host=10.0.0.8").expect(0);
        node.run("offers create redis web-01 --label host=10.0.0.7").expect(0);
    }

    @Test
    void listShowsWhatIsInUseOfAllServicesByPort() {
        assertThat(node.run("ports list").expect(0).words()).matches("""
                        SERVICE NAME PORT STATE AGE ENDS LABELS
                        django web-01 5000 allocated \\d+s host=10.0.0.7
                        django web-02 5001 allocated \\d+s host=10.0.0.8
                        redis web-01 6000 offered \\d+s in \\d+m host=10.0.0.7""");
    }

    @Test
    void listHasFilters() {
        assertThat(node.run("ports list redis -o port").expect(0).output()).isEqualTo("6000\n");
        assertThat(node.run("ports list --state allocated -o port").expect(0).output())
                .isEqualTo("5000\n5001\n");
        assertThat(node.run("ports list --name web-01 -o name").expect(0).output())
                .isEqualTo("django/web-01\nredis/web-01\n");
        assertThat(node.run("ports list -l host=10.0.0.8 -o name").expect(0).output())
                .isEqualTo("django/web-02\n");
        assertThat(node.run("ports list --lease 0123456789abcdef -o name")
                        .expect(0)
                        .output())
                .isEmpty();
    }

    @Test
    void listOfAServiceThatThereIsNotIsNoEmptyList() {
        node.run("services create empty 7000").expect(0);
        assertThat(node.run("ports list empty").expect(0).output()).startsWith("SERVICE");
        assertThat(node.run("ports list emtpy").expect(4).errors()).contains("(service-not-found)");
    }

    @Test
    void listOfMorePortsThanAPageHasIsWhole() {
        node.run("services create large 10000-22000").expect(0);
        IntStream.range(0, 420).forEach(group -> node.node()
                .post("/v1/services/large/offers?accept=true", "{\"names\":[" + names(group) + "]}")
                .expect(201));
        assertThat(node.run("ports list large -o port").expect(0).output().lines())
                .hasSize(10_080);
    }

    private static String names(int group) {
        return String.join(
                ",",
                IntStream.range(0, 24)
                        .mapToObj(i -> "\"g" + group + "-" + i + "\"")
                        .toList());
    }

    @Test
    void findTellsWhoHasAPort() {
        assertThat(node.run("ports find 5001 -o name").expect(0).output()).isEqualTo("django/web-02\n");
        assertThat(node.run("ports find 6000").expect(0).words()).contains("redis web-01 6000 offered");
    }

    @Test
    void findTellsWhichPortsANameHasInAllServicesOrInOne() {
        assertThat(node.run("ports find web-01 -o port").expect(0).output()).isEqualTo("5000\n6000\n");
        assertThat(node.run("ports find redis/web-01 -o port").expect(0).output())
                .isEqualTo("6000\n");
        assertThat(node.run("ports find django/5001 -o port").expect(0).output())
                .isEqualTo("5001\n");
        node.run("ports find redis/5001").expect(4);
    }

    @Test
    void findSaysWhatIsNotThereAndPrintsTheRest() {
        Ended ended =
                node.run("ports find web-02 nobody 5009 6009 9999 -o port").expect(4);
        assertThat(ended.output()).isEqualTo("5001\n");
        assertThat(ended.errors()).isEqualTo("""
                        portmaster: no port belongs to nobody
                        portmaster: nobody has port 5009: it is free in service django
                        portmaster: nobody has port 6009: it is reserved in service redis
                        portmaster: nobody has port 9999: no service has it in its ranges
                        """);
    }

    @Test
    void releaseTakesNamesAndPortsOfOneServiceOrOfSeveral() {
        assertThat(node.run("ports release django web-01 5001").expect(0).output())
                .isEqualTo("freed django/web-01, port 5000\nfreed django/web-02, port 5001\n");
        assertThat(node.run("ports list django -o port").expect(0).output()).isEmpty();
        node.run("offers create django web-03 --accept").expect(0);
        assertThat(node.run("ports release django/web-03 django/nobody -o name")
                        .expect(4)
                        .output())
                .isEqualTo("django/web-03\n");
        node.run("ports release django").expect(2);
        node.run("ports release django redis/web-01").expect(2);
        node.run("ports release").expect(2);
        node.run("ports release django/").expect(2);
    }

    @Test
    void releaseByLabelShowsAsksAndFreesWhatTheHostHeld() {
        CommandRun command = node.command();
        command.screen = TERMINAL;
        command.input = "y\n";
        Ended ended = node.run(command, "ports release --label host=10.0.0.7").expect(0);
        assertThat(ended.words())
                .contains("django web-01 5000 allocated", "redis web-01 6000 offered")
                .endsWith("freed django/web-01, port 5000\nfreed redis/web-01, port 6000");
        assertThat(ended.errors()).startsWith("Free these 2 ports? [y/N] ");
        assertThat(node.run("ports list -o name").expect(0).output()).isEqualTo("django/web-02\n");
    }

    @Test
    void releaseByLabelFreesNothingWithoutAYes() {
        for (String answer : new String[] {"\n", "n\n", "", "yess\n"}) {
            CommandRun command = node.command();
            command.screen = TERMINAL;
            command.input = answer;
            assertThat(node.run(command, "ports release --label host=10.0.0.7")
                            .expect(1)
                            .errors())
                    .contains("nothing was changed");
        }
        assertThat(node.run("ports release --label host=10.0.0.7").expect(2).errors())
                .contains("--yes");
        assertThat(node.run("ports release --label host=10.0.0.7 --dry-run")
                        .expect(0)
                        .words())
                .contains("redis web-01 6000 offered");
        assertThat(node.run("ports list -o port").expect(0).output()).isEqualTo("5000\n5001\n6000\n");
    }

    @Test
    void releaseByLabelIsSilentWithAYesAndAFormatForPrograms() {
        Ended ended =
                node.run("ports release --label host=10.0.0.7 --yes -o name").expect(0);
        assertThat(ended.output()).isEqualTo("django/web-01\nredis/web-01\n");
        assertThat(ended.errors()).isEmpty();
    }

    @Test
    void releaseOfNothingSaysSo() {
        assertThat(node.run("ports release --label host=none --yes").expect(0).errors())
                .contains("there is nothing to free");
        node.run("ports release --service nope --yes").expect(4);
    }

    /** Somebody thinks for a while before saying yes. */
    @Test
    void aPortThatHasAnotherOwnerByTheTimeOfTheYesStaysAsItIs() {
        CommandRun command = node.command();
        command.screen = TERMINAL;
        command.reader = new BufferedReader(new StringReader("y\n")) {
            @Override
            public String readLine() throws java.io.IOException {
                node.run("ports release django web-01").expect(0);
                node.run("offers create django web-01 --accept --port 5000 --label host=10.0.0.9")
                        .expect(0);
                return super.readLine();
            }
        };
        Ended ended = node.run(command, "ports release --label host=10.0.0.7").expect(8);
        assertThat(ended.errors()).contains("django/web-01: the port is another's by now");
        assertThat(node.run("ports list -o port").expect(0).output()).isEqualTo("5000\n5001\n");
    }

    @Test
    void endCoolingFreesAPortThatCoolsAndNoOther() {
        node.run("services change django --reuse-delay 1h").expect(0);
        node.run("ports release django web-01").expect(0);
        assertThat(node.run("ports find 5000").expect(0).words())
                .containsPattern("django web-01 5000 cooling \\d+s in (59m|1h), released");
        assertThat(node.run("ports list --state cooling -o name").expect(0).output())
                .isEqualTo("django/5000\n");

        assertThat(node.run("ports end-cooling 5001").expect(5).errors()).contains("it is allocated to django/web-02");
        node.run("ports end-cooling redis/5000").expect(5);
        node.run("ports end-cooling web-01").expect(2);
        assertThat(node.run("ports end-cooling django/5000").expect(0).output())
                .isEqualTo("port 5000 of django cools no more\n");
        node.run("ports end-cooling 5000").expect(4);
    }
}
