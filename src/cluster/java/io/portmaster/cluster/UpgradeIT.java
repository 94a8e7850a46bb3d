package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import io.portmaster.history.Recording;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.RejectionBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node of the release before serves beside one of this release, on the same etcd. Both are real. */
class UpgradeIT {
    private static final String PREFIX = "/upgrade/";
    private static final String RECORDS = PREFIX + "default/";
    private static final int LONG = 600;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Page.Start ALL = Page.Start.first(Page.Start.MOST);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Path jar;
    private static EtcdCluster etcd;
    private static PortmasterClient old;
    private static PortmasterClient now;

    @BeforeAll
    static void startBoth() {
        Path found = OldRelease.find();
        if (found == null) {
            System.out.println("UpgradeIT is skipped: there is no PORTMASTER_OLD_JAR, and scripts/old-release can't build one");
        }
        assumeTrue(found != null, "a jar of the release before");
        jar = Objects.requireNonNull(found);
        etcd = stage.etcd(1);
        old = oldNode(); // it makes the installation
        now = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0).client();
    }

    private static PortmasterClient oldNode() {
        return stage.node(NodeJvm.SHORT_LIVED.running(jar), etcd.endpoints(), PREFIX)
                .awaitReady()
                .client();
    }

    /** A request to the old node. */
    private interface Attempt {
        void send() throws ProblemException, IOException;
    }

    /** The old node refuses it and changes nothing. */
    private static void assertRefused(String what, Attempt attempt) {
        Map<String, KeySpace.Raw> before = records();
        assertThatThrownBy(attempt::send, what).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.code()).as(what).isEqualTo("store-unavailable");
            assertThat(refusal.getMessage()).as(what).contains("newer release");
        });
        assertThat(records()).as(what).isEqualTo(before);
    }

    private static Map<String, KeySpace.Raw> records() {
        Map<String, KeySpace.Raw> records =
                new TreeMap<>(KeySpace.read(etcd.client(), PREFIX).raw());
        records.keySet().removeIf(key -> key.startsWith(RECORDS + "fences/"));
        return records;
    }

    private static int version(String service) {
        return Objects.requireNonNull(
                        KeySpace.read(etcd.client(), PREFIX).services().get(service))
                .version();
    }

    private static void assertNothingIsWrong() {
        ProgramRun check = stage.check(etcd.endpoints(), "--prefix", PREFIX);
        assertThat(check.status()).as(check.toString()).isZero();
    }

    private static PortmasterClient either(int number) {
        return number % 2 == 0 ? old : now;
    }

    @Test
    void eachGoesOnWithWhatTheOtherBeganAndRecordsStayVersion1() throws ProblemException, IOException {
        old.services().create(new ServiceDefinitionBody("plain", null, 5000, 5009));
        for (int number = 0; number < 8; number++) {
            PortmasterClient one = either(number);
            PortmasterClient other = either(number / 2);
            String name = "web-" + number;
            Secret secret = secret(one.offers().create("plain", name, null).body());
            HoldingBody allocation = other.offers().accept("plain", secret).body();
            assertThat(either(number / 4).ports().allocation("plain", name).body().port()).isEqualTo(allocation.port());
            assertThat(records()).allSatisfy((key, record) -> {
                if (key.equals(RECORDS + "services/plain") || key.startsWith(RECORDS + "ports/0500")) {
                    assertThat(record.value()).contains("\"v\":1");
                }
            });
            one.ports().release("plain", name);
            other.offers().reject("plain", secret(one.offers().create("plain", name, null).body()));
        }
        now.services().change("plain", new ServiceChangeBody(true, "changed", null, null), null);
        old.services().change("plain", new ServiceChangeBody(false, null, 5000, 5019), null);
        assertThat(version("plain")).isEqualTo(1);
        old.services().delete("plain", false, null);
        assertNothingIsWrong();
    }

    /** The old node's clients ask for the very port, again and again, while a new node puts its first cooling key. */
    @Test
    void oldNodeGivesNobodyThePortThatANewNodeLetsCoolInAServiceOfVersion1() throws ProblemException, IOException {
        old.services().create(new ServiceDefinitionBody("cools", null, 5100, 5100));
        assertThat(version("cools")).isEqualTo(1);
        Recording recording = stage.keep(Recording.fromNow(etcd, PREFIX, "cools"));
        Crowd crowd = stage.keep(Crowd.repeating(4, number -> askAndReject("old-" + number)));

        Await.until("a client of the new node has had the port, and found it busy", LIMIT, UpgradeIT::findBusy);
        crowd.dismiss();

        assertThat(version("cools")).isEqualTo(2);
        assertRefused("offer", () -> old.offers().create("cools", "web-02", null));
        assertRefused("offer to the former name", () -> old.offers().create("cools", "web-01", null));
        assertRefused("allocation", () -> old.offers().createAccepted("cools", "web-02", null));
        assertRefused("forced delete", () -> old.services().delete("cools", true, null));
        assertRefused("delete", () -> old.services().delete("cools", false, null));
        assertRefused("other range", () -> old.services().change(
                "cools", new ServiceChangeBody(false, null, 5101, 5101), null));
        assertThat(now.ports().cooling("cools", ALL).items())
                .singleElement()
                .satisfies(port -> assertThat(port.reason()).isEqualTo("busy"));
        assertThat(recording.violationsOfKeys()).isEmpty();
        assertNothingIsWrong();
    }

    private static void askAndReject(String name) throws IOException {
        try {
            old.offers().reject("cools", secret(old.offers().create("cools", name, null).body()));
        } catch (ProblemException refusal) {
            assertThat(refusal.code()).isIn("range-exhausted", "store-unavailable", "overloaded");
        }
    }

    private static boolean findBusy() {
        try {
            Secret secret = secret(now.offers().create("cools", "web-01", null).body());
            now.offers().reject("cools", secret, RejectionBody.of(5100));
            return true;
        } catch (ProblemException refusal) {
            assertThat(refusal.code()).isIn("range-exhausted", "overloaded");
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldNodeShowsWhatIsOfVersion2AndEndsNoneOfItWithoutItsDelay() throws ProblemException, IOException {
        now.services().create(new ServiceDefinitionBody("newer", null, 5200, 5219).withTimes(LONG, null, null));
        String lease = now.leases().create(new LeaseDefinitionBody(60, LONG, Map.of()))
                .body()
                .lease();
        HoldingBody leased = now.offers().createAccepted(
                        "newer", new OfferRequestBody("leased").withLease(LeaseField.of(lease)), null, null)
                .body();
        HoldingBody labelled = now.offers().create(
                        "newer", new OfferRequestBody("labelled").withLabels(Map.of("host", "a")), null)
                .body();
        GroupBody group = now.offers().createGroup("newer", OfferRequestBody.group(List.of("g-0", "g-1"), true), null)
                .body();
        now.offers().createAccepted("newer", "plain", null);
        int cooling = now.offers().createAccepted("newer", "released", null).body().port();
        now.ports().release("newer", "released");

        PortmasterClient late = oldNode(); // it has never seen the service otherwise
        for (PortmasterClient node : List.of(old, late)) {
            assertThat(node.services().get("newer").body().ports().allocated()).isEqualTo(2);
            assertThat(node.ports().allocation("newer", "leased").body().port()).isEqualTo(leased.port());
            assertThat(node.ports().allocations("newer", ALL).items()).hasSize(2);
            assertThat(node.offers().list("newer", ALL).items()).hasSize(3);
            assertRefused("release", () -> node.ports().release("newer", "leased"));
            assertRefused("release by port", () -> node.ports().release("newer", leased.port(), null));
            assertRefused("release of a record of version 1", () -> node.ports().release("newer", "plain"));
            assertRefused("accept", () -> node.offers().accept("newer", secret(labelled)));
            assertRefused("reject", () -> node.offers().reject("newer", secret(labelled)));
            assertRefused("accept of a group", () -> node.offers().accept("newer", Objects.requireNonNull(group.secret())));
            assertRefused("reject of a group", () -> node.offers().reject("newer", Objects.requireNonNull(group.secret())));
            assertRefused("withdraw", () -> node.offers().withdraw("newer", "g-1"));
            assertRefused("offer", () -> node.offers().create("newer", "other", null));
            assertRefused("allocation", () -> node.offers().createAccepted("newer", "released", null));
            assertRefused("change", () -> node.services().change(
                    "newer", new ServiceChangeBody(true, "changed", null, null), null));
            assertRefused("forced delete", () -> node.services().delete("newer", true, null));
        }

        assertThat(now.leases().renew(lease).body().lease()).isEqualTo(lease);
        assertThat(now.offers().acceptGroup("newer", Objects.requireNonNull(group.secret()), LeaseField.LEFT_OUT, null)
                        .body()
                        .ports())
                .hasSize(2);
        now.leases().end(lease);
        assertThat(now.ports().cooling("newer", ALL).items())
                .extracting(port -> port.port())
                .contains(cooling, leased.port());
        assertNothingIsWrong();
    }

    /** As operations.md says it. */
    @Test
    void wayBackLeavesNothingOfVersion2() throws ProblemException, IOException {
        now.services().create(new ServiceDefinitionBody("back", null, 5300, 5309).withTimes(1, null, null));
        String lease = now.leases().create(new LeaseDefinitionBody(60, 5, Map.of()))
                .body()
                .lease();
        now.offers().createAccepted("back", new OfferRequestBody("leased").withLease(LeaseField.of(lease)), null, null);
        now.offers().createAccepted("back", "released", null);
        now.ports().release("back", "released");

        now.services().change("back", ServiceChangeBody.NOTHING.withDelays(0, null), null);
        now.leases().end(lease);
        Await.until("nothing cools", LIMIT, () -> cooling("back") == 0);
        now.services().delete("back", false, null);
        old.services().create(new ServiceDefinitionBody("back", null, 5300, 5309));

        assertThat(version("back")).isEqualTo(1);
        assertThat(old.offers().createAccepted("back", "leased", null).body().port()).isEqualTo(5300);
        old.ports().release("back", "leased");
        assertNothingIsWrong();
    }

    private static int cooling(String service) {
        try {
            return now.ports().cooling(service, ALL).items().size();
        } catch (ProblemException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Secret secret(HoldingBody offer) {
        return Objects.requireNonNull(offer.secret());
    }
}
