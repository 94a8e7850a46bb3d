package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final Space OTHER = new Space("dc-2");

    private final Keys keys = new Keys("/portmaster/");

    @Test
    void keysAreSpelledAsTheDesignSays() {
        assertSpelled(new Key.ServiceKey(Space.DEFAULT, new Name("django")), "/portmaster/default/services/django");
        assertSpelled(new Key.PortKey(Space.DEFAULT, 1024), "/portmaster/default/ports/01024");
        assertSpelled(new Key.PortKey(Space.DEFAULT, 49151), "/portmaster/default/ports/49151");
        assertSpelled(
                new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")),
                "/portmaster/default/offers/django/web-01");
        assertSpelled(
                new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name("web-01")),
                "/portmaster/default/instances/django/web-01");
        assertSpelled(new Key.CoolingKey(OTHER, 5000), "/portmaster/dc-2/cooling/05000");
    }

    @Test
    void anchorsOfALeaseBelongToNoSpace() {
        Lease lease = new Lease(0x0c0f5e7a9b21d840L);
        assertSpelled(new Key.LeaseAnchor(lease), "/portmaster/_leases/0c0f5e7a9b21d840");
        assertSpelled(new Key.CompanionAnchor(lease), "/portmaster/_leases/0c0f5e7a9b21d840/linger");
    }

    @Test
    void instancesHaveLongNamesAndServicesDoNot() {
        String fqdn = "a".repeat(253);
        assertSpelled(
                new Key.InstanceIndex(Space.DEFAULT, new Name("django"), new Name(fqdn)),
                "/portmaster/default/instances/django/" + fqdn);
        assertSpelled(
                new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web@host:8080")),
                "/portmaster/default/offers/django/web@host:8080");
        for (String spelled : List.of(
                "/portmaster/default/services/" + "a".repeat(65),
                "/portmaster/default/services/a:b",
                "/portmaster/default/offers/a:b/web-01",
                "/portmaster/default/offers/django/" + "a".repeat(254))) {
            assertThat(keys.read(ByteSequence.from(spelled, UTF_8))).isNull();
        }
    }

    private void assertSpelled(Key key, String spelled) {
        assertThat(keys.spell(key).toStringUtf8()).isEqualTo(spelled);
        assertThat(keys.read(ByteSequence.from(keys.spell(key)))).isEqualTo(key);
    }

    @Test
    void keysOfSpacesByTurnsAreEachReadInTheirOwn() {
        for (Space space : List.of(Space.DEFAULT, OTHER, new Space("dc-1"), OTHER, new Space("dc-22"), Space.DEFAULT)) {
            assertSpelled(new Key.PortKey(space, 5000), "/portmaster/" + space + "/ports/05000");
            assertSpelled(
                    new Key.OfferIndex(space, new Name("django"), new Name("web-01")),
                    "/portmaster/" + space + "/offers/django/web-01");
            assertSpelled(new Key.ServiceKey(space, new Name("django")), "/portmaster/" + space + "/services/django");
        }
    }

    @Test
    void aSpacesServicesAreOneRangeOfKeys() {
        Keys.SpelledRange range = keys.spell(new KeyRange.Services(OTHER));
        assertThat(range.start().toStringUtf8()).isEqualTo("/portmaster/dc-2/services/");
        assertThat(range.end().toStringUtf8()).isEqualTo("/portmaster/dc-2/services0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portmaster/default/ports/5000",
                "/portmaster/default/ports/00080",
                "/portmaster/default/ports/+5000",
                "/portmaster/default/ports/0x123",
                "/portmaster/default/ports/",
                "/portmaster/default/ports/050000",
                "/portmaster/default/ports/0500",
                "/portmaster/default/ports/0500/",
                "/portmaster/default/offers/django/",
                "/portmaster/default/instances//web-01",
                "/portmaster/default/offers/django",
                "/portmaster/default/offers/django/a/b",
                "/portmaster/default/services/",
                "/portmaster/default/services/a/b",
                "/portmaster/default/fences/3f6f",
                "/portmaster/default/_later/x",
                "/portmaster/default/",
                "/portmaster/_later/ports/05000",
                "/portmaster/default/cooling/5000",
                "/portmaster/default/cooling/00080",
                "/portmaster/_leases/",
                "/portmaster/_leases/7c",
                "/portmaster/_leases/0000000000000000",
                "/portmaster/_leases/0C0F5E7A9B21D840",
                "/portmaster/_leases/0c0f5e7a9b21d840/",
                "/portmaster/_leases/0c0f5e7a9b21d840/linger/",
                "/portmaster/_leases//linger",
                "/portmaster/default/_leases/0c0f5e7a9b21d840",
                "/elsewhere/_leases/0c0f5e7a9b21d840",
                "/portmaster/12345/ports/05000",
                "/portmaster/a:b/ports/05000",
                "/portmaster//ports/05000",
                "/portmaster/ports/05000",
                "/portmaster/_id",
                "/portmaster/",
                "/elsewhere"
            })
    void whatIsNoRecordsKeyIsPassedOver(String spelled) {
        assertThat(keys.read(ByteSequence.from(spelled, UTF_8))).isNull();
    }

    @Test
    void aFenceStandsUnderTheDefaultSpaceAndIsKnownAsSuchInEach() {
        assertThat(keys.fence("3f6f").toStringUtf8()).isEqualTo("/portmaster/default/fences/3f6f");
        assertThat(keys.spaceOfFence(ByteSequence.from(keys.fence("3f6f")))).isEqualTo(Space.DEFAULT);
        assertThat(keys.spaceOfFence(ByteSequence.from("/portmaster/dc-2/fences/3f6f", UTF_8)))
                .isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portmaster/default/fences/",
                "/portmaster/default/fences/a/b",
                "/portmaster/default/services/fences",
                "/portmaster/_later/fences/3f6f",
                "/portmaster/fences/3f6f",
                "/elsewhere/default/fences/3f6f"
            })
    void whatIsNoFencesKeyIsNotTakenForOne(String spelled) {
        assertThat(keys.spaceOfFence(ByteSequence.from(spelled, UTF_8))).isNull();
    }

    @Test
    void aServicesPortsAreOneRangeOfKeys() {
        Keys.SpelledRange range = keys.spell(new KeyRange.Ports(Space.DEFAULT, new PortRange(9_000, 10_000)));
        assertThat(range.start().toStringUtf8()).isEqualTo("/portmaster/default/ports/09000");
        assertThat(range.end().toStringUtf8()).isEqualTo("/portmaster/default/ports/10001");
    }

    @Test
    void coolingPortsAreARangeOfTheirOwn() {
        Keys.SpelledRange range = keys.spell(new KeyRange.Cooling(OTHER, new PortRange(9_000, 9_999)));
        assertThat(range.start().toStringUtf8()).isEqualTo("/portmaster/dc-2/cooling/09000");
        assertThat(range.end().toStringUtf8()).isEqualTo("/portmaster/dc-2/cooling/10000");
    }

    @Test
    void oneServicesNamesAreNotAnothers() {
        Keys.SpelledRange range = keys.spell(new KeyRange.Offers(OTHER, new Name("web")));
        assertThat(range.start().toStringUtf8()).isEqualTo("/portmaster/dc-2/offers/web/");
        assertThat(range.end().toStringUtf8()).isEqualTo("/portmaster/dc-2/offers/web0");
    }

    @Test
    void aPrefixEndsInASlash() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Keys("/portmaster"));
    }
}
