package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an offer lasts, what it carries, and which wishes belong to its idempotency key. */
class OfferTermsTest {
    private static final String KEY = "a-key-of-sixteen";

    private final TestNode node = new TestNode().withDjango(5000, 5009);
    private final TestNode rival = node.rival();

    private static int ttl(Granted granted) {
        return ((Offer) granted.entry().value()).ttl();
    }

    private void offersOfTheServiceLast(Integer seconds) {
        node.await(node.change(
                new ServiceChange(false, null, null, null, null, null, null, null, true, seconds, null, null)));
    }

    @Test
    void theRequestsTimeCountsThenTheServicesThenTheNodes() {
        assertThat(ttl(Ask.one("web-01").grantedBy(node))).isEqualTo(TestNode.TTL);
        assertThat(ttl(Ask.one("web-02").ttl(120).grantedBy(node))).isEqualTo(120);

        offersOfTheServiceLast(600);
        assertThat(ttl(Ask.one("web-03").grantedBy(node))).isEqualTo(600);
        assertThat(ttl(Ask.one("web-04").ttl(120).grantedBy(node))).isEqualTo(120);

        offersOfTheServiceLast(null);
        assertThat(ttl(Ask.one("web-05").grantedBy(node))).isEqualTo(TestNode.TTL);
    }

    @Test
    void anOfferLastsForItsOwnTime() {
        Ask.one("short").ttl(10).grantedBy(node);
        Ask.one("long").ttl(120).grantedBy(node);

        node.advance(9_900);
        assertThat(node.holders()).hasSize(2);
        node.advance(4_000);
        assertThat(node.holders()).containsOnlyKeys(5001);
        node.advance(100_000);
        assertThat(node.holders()).containsOnlyKeys(5001);
        node.advance(20_000);
        assertThat(node.holders()).isEmpty();
    }

    /** The late claim is measured by its own time. */
    @Test
    void whatCameTooLateForItsOwnTimeIsPlannedAnew() {
        ScriptedStore.Held held = node.store.hold();
        var request = Ask.one("web-01").ttl(4).from(node);
        node.turn();
        node.advance(2_500);
        held.letThrough();

        node.await(request);
        assertThat(node.store.mutations()).hasSize(4);
    }

    @Test
    void labelsAreCarriedToTheAllocation() {
        Granted offer = Ask.one("web-01").label("host", "10.0.0.7").grantedBy(node);
        assertThat(offer.entry().value().version()).isEqualTo(FormatVersion.V2);

        Entry<Allocation> accepted = node.await(node.accept(offer.secret())).entry();
        assertThat(accepted.value().labels()).isEqualTo(new Labels(Map.of("host", "10.0.0.7")));
        assertThat(Ask.one("web-02")
                        .label("host", "a")
                        .accepted()
                        .grantedBy(node)
                        .entry()
                        .value()
                        .labels())
                .isEqualTo(new Labels(Map.of("host", "a")));
    }

    /** An older node has to be able to do everything with it. */
    @Test
    void aPlainOfferIsARecordOfVersion1WithoutWishes() {
        Holding plain = node.offered("web-01").entry().value();
        assertThat(plain.version()).isEqualTo(FormatVersion.V1);
        assertThat(plain.receipt().wishes()).isNull();
        assertThat(Ask.one("web-02").key(KEY).grantedBy(node).entry().value().version())
                .isEqualTo(FormatVersion.V1);
    }

    @ParameterizedTest
    @CsvSource({"0,false,none", "5003,false,port=5003", "5003,true,'port=5003,fallback'"})
    void theRecordOfARequestWithAKeyTellsItsWishes(int port, boolean fallback, String wishes) {
        Ask ask = Ask.one("web-01").key(KEY);
        ask = port == 0 ? ask : ask.port(port);
        ask = fallback ? ask.fallback() : ask;

        assertThat(ask.grantedBy(node).entry().value().receipt().wishes()).isEqualTo(wishes);
    }

    @Test
    void theSameKeyWithOtherWishesIsRefusedOnAnyNode() {
        Refusal reused = new Refusal.IdempotencyKeyReused(new Name("web-01"));
        Granted first = Ask.one("web-01").port(5003).key(KEY).grantedBy(node);

        assertThat(Ask.one("web-01").port(5003).key(KEY).grantedBy(rival).secret())
                .isEqualTo(first.secret());
        assertThat(Ask.one("web-01").key(KEY).refusedBy(rival)).isEqualTo(reused);
        assertThat(Ask.one("web-01").port(5004).key(KEY).refusedBy(rival)).isEqualTo(reused);
        assertThat(Ask.one("web-01").port(5003).fallback().key(KEY).refusedBy(rival))
                .isEqualTo(reused);
        assertThat(Ask.one("web-01").port(5003).accepted().key(KEY).refusedBy(rival))
                .isEqualTo(reused);
    }

    @Test
    void labelsTimesAndExcludedPortsAreNotCompared() {
        Granted first = Ask.one("web-01").key(KEY).grantedBy(node);

        assertThat(Ask.one("web-01")
                        .key(KEY)
                        .label("host", "b")
                        .ttl(99)
                        .exclude(5000)
                        .grantedBy(rival))
                .isEqualTo(new Granted(first.entries(), first.secret(), true));
    }

    /** A record of an older release has no wishes: only whether it was accepted at once is known. */
    @Test
    void ofARecordWithoutWishesOnlyTheAcceptIsCompared() {
        Granted first = Ask.one("web-01").key(KEY).grantedBy(node);
        Offer offer = (Offer) first.entry().value();
        Receipt receipt = offer.receipt();
        node.records.put(
                new Key.PortKey(Space.DEFAULT, 5000),
                new Offer(
                        5000,
                        DJANGO,
                        offer.name(),
                        offer.created(),
                        offer.ttl(),
                        new Receipt(receipt.nonce(), receipt.secretSha256(), receipt.acceptAtOnce())));

        assertThat(Ask.one("web-01").port(5004).key(KEY).grantedBy(rival).replayed())
                .isTrue();
        assertThat(Ask.one("web-01").accepted().key(KEY).refusedBy(rival))
                .isInstanceOf(Refusal.IdempotencyKeyReused.class);
    }
}
