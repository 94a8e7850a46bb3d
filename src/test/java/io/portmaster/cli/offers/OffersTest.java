package io.portmaster.cli.offers;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import io.portmaster.cli.NodeExtension;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OffersTest {
    private static final String KEY = "1b671a64-40d5-491e-99b0-da01ff1f3341";

    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    private String secretOf(String shown) {
        Matcher secret = Pattern.compile("SECRET +(\\S+)").matcher(shown);
        assertThat(secret.find()).isTrue();
        return secret.group(1);
    }

    private String offer(String rest) {
        return secretOf(node.run("offers create django " + rest).expect(0).output());
    }

    @Test
    void aScriptGetsAPortInOneCall() {
        assertThat(node.run("offers create django web-01 --accept -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5000\n");
        assertThat(node.run("offers create django web-01 --accept -o port")
                        .expect(5)
                        .errors())
                .contains("(name-taken)", "portmaster ports release");
    }

    @Test
    void aKeyMakesItTheSamePortAsOftenAsItIsRun() {
        for (int i = 0; i < 3; i++) {
            assertThat(node.run("offers create django web-01 --accept -o port --key " + KEY)
                            .expect(0)
                            .output())
                    .isEqualTo("5000\n");
        }
    }

    @Test
    void anOfferIsMadeShownListedAcceptedAgainAndFound() {
        String secret = offer("web-01 --offer-ttl 90 --label host=a");
        assertThat(node.run("offers list").expect(0).output())
                .contains("web-01")
                .doesNotContain(secret);
        assertThat(node.run("offers list django -l host=a -o port").expect(0).output())
                .isEqualTo("5000\n");
        assertThat(node.run("offers show django " + secret).expect(0).words())
                .contains("NAME web-01", "STATE offered", "ENDS in 1m", "LABELS host=a");
        assertThat(node.run("offers accept django " + secret + " -o json")
                        .expect(0)
                        .output())
                .contains("\"state\": \"allocated\"");
        node.run("offers accept django " + secret).expect(0);
        node.run("offers show django " + secret).expect(4);
        node.run("offers list nope").expect(4);
    }

    @Test
    void aSecretMayComeFromStandardInput() {
        CommandRun command = node.command();
        command.input = offer("web-01") + "\n";
        node.run(command, "offers accept django -").expect(0);
        node.run("offers accept django -").expect(2);
    }

    @Test
    void wishesReachTheNode() {
        assertThat(node.run("offers create django a --port 5005 -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5005\n");
        node.run("offers create django b --port 5005").expect(5);
        assertThat(node.run(
                                "offers create django b --port 5005 --fallback --exclude 5000,5001,5003,5004,5006,5007,5008,5009 -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5002\n");
        node.run("offers create django c --port 6000").expect(5);
        node.run("offers create django c --fallback").expect(2);
        node.run("offers create django c --lease 0123456789abcdef").expect(2);
    }

    @Test
    void severalNamesAreAGroupUnderOneSecret() {
        String shown = node.run("offers create django w.http w.admin --consecutive")
                .expect(0)
                .output();
        assertThat(shown).contains("w.http 5000, w.admin 5001");
        String secret = secretOf(shown);
        assertThat(node.run("offers show django " + secret + " -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5000\n5001\n");
        assertThat(node.run("offers accept django " + secret + " -o name")
                        .expect(0)
                        .output())
                .isEqualTo("django/w.http\ndjango/w.admin\n");
        assertThat(node.run("ports list --state allocated -o port").expect(0).output())
                .isEqualTo("5000\n5001\n");
        assertThat(node.run("offers create django x y --accept -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5002\n5003\n");
    }

    @Test
    void aBusyPortIsRejectedForAnotherOne() {
        String secret = offer("web-01");
        assertThat(node.run("offers reject django " + secret + " --busy 5000 --next -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5001\n");
        assertThat(node.run("ports find 5000").expect(0).words()).contains("cooling", "busy");
        node.run("offers reject django " + secret + " --next").expect(2);
        assertThat(node.run("offers reject django " + secret).expect(0).output())
                .isEqualTo("rejected\n");
        node.run("offers reject django " + secret).expect(4);
        node.run("offers reject django " + offer("web-02") + " --busy 5001").expect(0);
    }

    @Test
    void anOfferIsWithdrawnWithoutItsSecret() {
        offer("web-01");
        offer("web-02");
        assertThat(node.run("offers withdraw django web-01 5001").expect(0).output())
                .isEqualTo("the offer of django/web-01 is withdrawn\nthe offer of django/5001 is withdrawn\n");
        node.run("offers withdraw django/web-01").expect(4);
    }

    @Test
    void anAllocationIsMovedToALeaseAndTakenOff() {
        String lease = node.run("leases create -o name").expect(0).output().strip();
        String secret = offer("web-01");
        node.run("offers accept django " + secret + " --lease " + lease).expect(0);
        assertThat(node.run("ports list --lease " + lease + " -o port")
                        .expect(0)
                        .output())
                .isEqualTo("5000\n");
        node.run("offers accept django " + secret + " --lease none").expect(5);
        String tag = node.node().get("/v1/ports/5000").expect(200).header("ETag");
        node.run("offers accept django " + secret + " --lease none --if-match " + tag)
                .expect(0);
        assertThat(node.run("ports list --lease " + lease + " -o port")
                        .expect(0)
                        .output())
                .isEmpty();
    }
}
