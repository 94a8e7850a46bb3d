package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Key;
import io.portmaster.record.StoredKey;
import io.portmaster.record.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyClassifierTest {
    private static final long REVISION = 1;

    private final KeyClassifier classifier = new KeyClassifier("/p/");

    @Test
    void aRecordIsReadWithItsLease() {
        assertThat(classified("/p/default/offers/django/web-01", "5000", 7))
                .isEqualTo(new StoredKey.Content(
                        "/p/default/offers/django/web-01",
                        "default",
                        new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")),
                        new Value.Index(5000),
                        new Lease(7),
                        REVISION));
    }

    @Test
    void aValueThatCannotBeReadStandsUnderItsKeyAllTheSame() {
        StoredKey.Content content = (StoredKey.Content) classified("/p/default/ports/05000", "{\"v\":2}", 0);

        assertThat(content.key()).isEqualTo(new Key.PortKey(Space.DEFAULT, 5000));
        assertThat(content.lease()).isEqualTo(Lease.NONE);
        assertThat(content.value()).isInstanceOf(Value.Unreadable.class);
        assertThat(content.value().version()).isEqualTo(FormatVersion.of(2));
    }

    @Test
    void anotherSpacesRecordsAreReadAsWell() {
        assertThat(classified("/p/dc-2/instances/django/web-01", "5000", 0))
                .isEqualTo(new StoredKey.Content(
                        "/p/dc-2/instances/django/web-01",
                        "dc-2",
                        new Key.InstanceIndex(new Space("dc-2"), new Name("django"), new Name("web-01")),
                        new Value.Index(5000),
                        Lease.NONE,
                        REVISION));
    }

    @Test
    void coolingPortsAreRecords() {
        StoredKey.Content content = (StoredKey.Content) classified(
                "/p/default/cooling/05000",
                "{\"v\":2,\"service\":\"django\",\"name\":\"web-01\",\"reason\":\"released\",\"delay\":60,"
                        + "\"created\":\"2026-11-27T14:26:11.928011Z\"}",
                8);

        assertThat(content.key()).isEqualTo(new Key.CoolingKey(Space.DEFAULT, 5000));
        assertThat(content.value()).isInstanceOf(Cooling.class);
    }

    @Test
    void anchorsOfLeasesBelongToNoSpace() {
        assertThat(classified("/p/_leases/0c0f5e7a9b21d840/linger", "", 9))
                .isEqualTo(new StoredKey.Anchor(
                        "/p/_leases/0c0f5e7a9b21d840/linger",
                        new Key.CompanionAnchor(new Lease(0x0c0f5e7a9b21d840L)),
                        new Value.Presence(),
                        new Lease(9),
                        REVISION));
        assertThat(classified("/p/_leases/0c0f5e7a9b21d840", "?", 8))
                .isInstanceOfSatisfying(StoredKey.Anchor.class, anchor -> assertThat(anchor.value())
                        .isInstanceOf(Value.Unreadable.class));
    }

    @Test
    void theInstallationHasOneKeyOfItsOwn() {
        assertThat(classified("/p/_id", "?", 0)).isEqualTo(new StoredKey.Identity("/p/_id"));
        assertThat(classified("/p/default/_id", "?", 0)).isEqualTo(new StoredKey.Reserved("/p/default/_id"));
    }

    @Test
    void fencesAreOfASpace() {
        assertThat(classified("/p/default/fences/3f6f", "", 9))
                .isEqualTo(new StoredKey.Fence("/p/default/fences/3f6f", "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p/_acl", "/p/_acl/x", "/p/_acl/ports/05000", "/p/default/_later", "/p/default/_later/x"})
    void namesWithAnUnderscoreAreKeptForLater(String key) {
        assertThat(classified(key, "?", 0)).isEqualTo(new StoredKey.Reserved(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/p/",
                "/p//",
                "/p//ports/05000",
                "/p//_x",
                "/p/stray",
                "/p/default/",
                "/p/default/stray",
                "/p/default/ports/5000",
                "/p/default/ports/00080",
                "/p/default/services/_x",
                "/p/default/offers/django",
                "/p/default/fences/",
                "/p/default/cooling/5000",
                "/p/_leases/",
                "/p/_leases/7c",
                "/p/_leases/0c0f5e7a9b21d840/later"
            })
    void whatTheDesignDoesNotKnowIsCalledSo(String key) {
        assertThat(classified(key, "5000", 0)).isEqualTo(new StoredKey.Unknown(key));
    }

    private StoredKey classified(String key, String value, long lease) {
        return classifier.classify(ScriptedSource.pair(key, value, REVISION, lease));
    }
}
