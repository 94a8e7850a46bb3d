package io.portmaster.cli.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import io.portmaster.cli.shell.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServicesTest {
    private static final Screen TERMINAL = new Screen(true, true, true, () -> 80, false);

    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    @Test
    void listShowsEachServiceAndHowManyPortsAreInUse() {
        node.run("services create redis 6000-6001 --description cache").expect(0);
        node.node().allocate("web-01");
        assertThat(node.run("services list").expect(0).words()).isEqualTo("""
                        NAME RANGES ALLOCATED OFFERED COOLING FREE DESCRIPTION
                        django 5000-5009 1 0 0 9 Django service
                        redis 6000-6001 0 0 0 2 cache""");
    }

    @Test
    void createTakesAllThatAServiceCanHave() {
        String shown = node.run("services create redis 6000-6009 6100 --reserved 6000-6001,6100 --description cache"
                        + " --reuse-delay 30s --busy-delay 2m --offer-ttl 1h")
                .expect(0)
                .words();
        assertThat(shown)
                .contains("RANGES 6000-6009,6100", "RESERVED 6000-6001,6100", "DESCRIPTION cache")
                .contains("REUSE DELAY 30s", "BUSY DELAY 120s", "OFFER TTL 3600s", "TOTAL 11", "FREE 8");
        assertThat(node.node()
                        .get("/v1/services/redis")
                        .expect(200)
                        .json()
                        .path("offer_ttl")
                        .asInt())
                .isEqualTo(3600);
    }

    @Test
    void changeChangesWhatIsGivenAndLeavesTheRest() {
        node.run("services change django 5000-5019 --reserved 5000 --offer-ttl 90 --reuse-delay 5")
                .expect(0);
        assertThat(node.run("services show django").expect(0).words())
                .contains("DESCRIPTION Django service", "RANGES 5000-5019", "RESERVED 5000", "REUSE DELAY 5s");
        CommandRun plain = node.command();
        assertThat(plain.run(
                        "services",
                        "change",
                        "django",
                        "--description",
                        "",
                        "--reserved",
                        "none",
                        "--offer-ttl",
                        "none"))
                .isZero();
        assertThat(plain.output())
                .doesNotContain("DESCRIPTION", "RESERVED", "OFFER TTL")
                .contains("5000-5019");
    }

    @Test
    void changeOfNothingIsAUsageError() {
        assertThat(node.run("services change django").expect(2).errors()).contains("there is nothing to change");
    }

    @Test
    void deleteTakesSeveralAndTellsOfEachThatCouldNotBe() {
        node.run("services create redis 6000-6001").expect(0);
        node.node().allocate("web-01");
        var ended = node.run("services delete django nope redis").expect(5);
        assertThat(ended.output()).isEqualTo("service redis is deleted\n");
        assertThat(ended.errors())
                .contains("portmaster: 1 port in use", "(service-in-use)", "--force deletes", "(service-not-found)");
    }

    @Test
    void deleteByForceShowsWhatWouldBeLostAndAsks() {
        node.node().allocate("web-01");
        CommandRun no = node.command();
        no.screen = TERMINAL;
        no.input = "n\n";
        var refused = node.run(no, "services delete --force django").expect(1);
        assertThat(refused.errors())
                .contains("Delete django with 1 allocated and 0 offered ports? [y/N]", "nothing was changed");
        node.run("services show django").expect(0);

        CommandRun yes = node.command();
        yes.screen = TERMINAL;
        yes.input = "yes\n";
        node.run(yes, "services delete --force django").expect(0);
        node.run("services show django").expect(4);
    }

    @Test
    void deleteByForceWhereNobodyCanBeAskedNeedsAYesBeforehand() {
        node.run("services delete --force django").expect(2);
        node.run("services show django").expect(0);
        node.run("services delete --force --yes django").expect(0);
        node.run("services show django").expect(4);
    }

    @Test
    void rangesThatAreNoneAreNamed() {
        assertThat(node.run("services create redis 6000-x").expect(2).errors()).contains("\"6000-x\" is no range");
        assertThat(node.run("services create redis 80-90").expect(2).errors()).contains("ports are from 1024 to 49151");
        assertThat(node.run("services create redis 6000-6009 6009-6010")
                        .expect(2)
                        .errors())
                .contains("overlap");
        assertThat(node.run("services create redis --reuse-delay soon 6000")
                        .expect(2)
                        .errors())
                .contains("--reuse-delay: \"soon\" is no time");
        assertThat(node.run("services create redis 6000 --reserved x").expect(2).errors())
                .contains("\"x\" is no range");
    }

    @Test
    void listInEachFormat() {
        assertThat(node.run("services list -o name").expect(0).output()).isEqualTo("django\n");
        assertThat(node.run("services list -o json").expect(0).output())
                .startsWith("[\n  {\n    \"name\": \"django\",\n");
        assertThat(node.run("services list -o yaml").expect(0).output())
                .startsWith("- name: django\n  description: \"Django service\"\n  start: 5000\n  end: 5009\n  ranges:\n"
                        + "    - start: 5000\n      end: 5009\n  reserved: []\n");
        assertThat(node.run("services show django -o json").expect(0).output())
                .startsWith("{\n  \"name\": \"django\",\n");
    }
}
