package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Records of every format version, as they stand in files: read, and rewritten byte for byte where this release may rewrite them.
 */
class RecordFormatTest {
    private static final Name DJANGO = new Name("django");
    private static final Key.PortKey PORT = new Key.PortKey(Space.DEFAULT, 5000);
    private static final Key.CoolingKey COOLING = new Key.CoolingKey(Space.DEFAULT, 5000);
    private static final Key.ServiceKey SERVICE = new Key.ServiceKey(Space.DEFAULT, DJANGO);
    private static final Key.LeaseAnchor LEASE = new Key.LeaseAnchor(new Lease(2));
    private static final FormatVersion V3 = FormatVersion.of(3);

    private final Codec codec = new Codec();

    @ParameterizedTest
    @MethodSource("filesOfVersion1")
    void recordOfVersion1IsRewrittenByteForByte(String file) {
        Value value = read(key(file), file);

        assertThat(value).isNotInstanceOf(Value.Unreadable.class);
        assertThat(value.version()).isEqualTo(FormatVersion.V1);
        assertThat(codec.write(value).toStringUtf8()).isEqualTo(text(file));
    }

    static List<String> filesOfVersion1() throws Exception {
        return files("v1");
    }

    @ParameterizedTest
    @MethodSource("filesOfVersion2")
    void recordOfVersion2IsRewrittenByteForByte(String file) {
        Value value = read(key(file), file);

        assertThat(value).isNotInstanceOf(Value.Unreadable.class);
        assertThat(value.version()).isEqualTo(FormatVersion.V2);
        assertThat(codec.write(value).toStringUtf8()).isEqualTo(text(file));
    }

    static List<String> filesOfVersion2() throws Exception {
        return files("v2");
    }

    @Test
    void serviceHasItsDelaysAndReservedPorts() {
        Service service = (Service) read(SERVICE, "v2/service-with-reuse-delay.json");

        assertThat(service)
                .isEqualTo(new Service(
                        DJANGO,
                        "Django",
                        PortSet.of(new PortRange(5000, 5009)),
                        PortSet.of(new PortRange(5000, 5001), new PortRange(5009, 5009)),
                        300,
                        60,
                        120,
                        Instant.parse("2026-11-27T14:26:10.918150Z"),
                        UUID.fromString("effa268b-3938-4881-a0de-409264278b4e")));
    }

    @Test
    void serviceHasItsRanges() {
        Service service = (Service) read(SERVICE, "v2/service-with-two-ranges.json");

        assertThat(service.ports()).isEqualTo(PortSet.of(new PortRange(5000, 5009), new PortRange(6000, 6009)));
    }

    @Test
    void offerHasItsGroupItsLabelsAndTheWishesOfItsRequest() {
        Offer offer = (Offer) read(PORT, "v2/offer-in-a-group.json");

        assertThat(offer.group()).isEqualTo(new Group(2, 0));
        assertThat(offer.labels()).isEqualTo(new Labels(Map.of("host", "a.example", "rôle", "Web, \"front\"")));
        assertThat(offer.receipt().wishes()).isEqualTo("consecutive");
    }

    @Test
    void wishesAloneNeedNoHigherVersion() {
        assertThat(((Offer) read(PORT, "v1/offer-with-wishes.json")).receipt().wishes())
                .isEqualTo("port=5000,fallback");
    }

    @Test
    void allocationHasItsLease() {
        assertThat(((Allocation) read(PORT, "v2/allocation-on-a-lease.json")).lease())
                .isEqualTo(new Lease(0x0c0f5e7a9b21d840L));
    }

    @Test
    void coolingPortHasItsFormerOwnerAndItsReason() {
        assertThat(read(COOLING, "v2/cooling-because-busy.json"))
                .isEqualTo(new Cooling(
                        5000,
                        DJANGO,
                        new Name("web-01"),
                        Cooling.Reason.BUSY,
                        600,
                        Instant.parse("2026-11-27T14:26:11.928011Z")));
    }

    @Test
    void leaseHasItsTimesAndLabels() {
        ClientLease lease = new ClientLease(
                60,
                30,
                Instant.parse("2026-11-27T14:26:09.086841Z"),
                new Labels(Map.of("host", "a.example")),
                false,
                0);

        assertThat(read(LEASE, "v2/lease.json")).isEqualTo(lease);
        assertThat(((ClientLease) read(LEASE, "v2/lease-that-is-being-ended.json")).ending())
                .isTrue();
        Lease former = new Lease(0x3c0f5e7a9b21d840L);
        assertThat(read(LEASE, "v2/lease-on-another-pair.json"))
                .isEqualTo(lease.moving(former, new Lease(0x1234567890abcdeeL), 7));
    }

    /** A record that is read as version 1 has nothing of version 2, since an older release may have left it behind. */
    @Test
    void fieldsOfVersion2DontCountInARecordOfVersion1() {
        String text = text("v2/service-with-reuse-delay.json").replace("\"v\":2", "\"v\":1");

        Service service = (Service) codec.read(SERVICE, ByteSequence.from(text, StandardCharsets.UTF_8));

        assertThat(service.reuseDelay()).isZero();
        assertThat(service.reserved()).isEqualTo(PortSet.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"lease\":\"7c\"",
                "\"lease\":0",
                "\"labels\":[]",
                "\"labels\":{\"a\":1}",
                "\"labels\":{\"\":\"x\"}",
                "\"group\":{\"size\":2}",
                "\"group\":2"
            })
    void fieldOfAnotherFormMakesTheRecordUnreadable(String field) {
        String text = text("v2/allocation-on-a-lease.json").replace("\"lease\":\"0c0f5e7a9b21d840\"", field);

        assertThat(codec.read(PORT, ByteSequence.from(text, StandardCharsets.UTF_8)))
                .isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void companionsAnchorIsEmpty() {
        Key anchor = new Key.CompanionAnchor(new Lease(2));

        assertThat(codec.write(new Value.Presence()).toStringUtf8()).isEmpty();
        assertThat(codec.read(anchor, ByteSequence.EMPTY)).isEqualTo(new Value.Presence());
        assertThat(codec.read(anchor, ByteSequence.from("x", StandardCharsets.UTF_8)))
                .isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void offerOfTheFirstReleaseIsTheOfferThatItMade() {
        assertThat(read(PORT, "v1/offer.json"))
                .isEqualTo(new Offer(
                        5000,
                        DJANGO,
                        new Name("web-01"),
                        Instant.parse("2026-11-27T14:26:11.928011Z"),
                        1800,
                        new Receipt(
                                UUID.fromString("d5bdafc2-f87d-4b7d-be39-c22f1fe50d1d"),
                                secret("79ebcfa3-b123-4cc5-b019-36fab9353932").sha256(),
                                false)));
    }

    @Test
    void idempotencyKeyOfARequestToTheFirstReleaseGivesItsSecretAgain() {
        Offer offer = (Offer) read(PORT, "v1/offer-with-idempotency-key.json");

        Secret derived = Secret.derived(
                "web-02-0123456789",
                "default",
                DJANGO,
                offer.name(),
                offer.receipt().nonce());

        assertThat(derived).isEqualTo(secret("580a8ef3-60c2-8773-8877-f6ffc3a5f990"));
        assertThat(offer.receipt().secretSha256()).isEqualTo(derived.sha256());
    }

    @Test
    void allocationOfTheFirstReleaseIsTheAllocationThatItMade() {
        assertThat(read(PORT, "v1/allocation-at-once.json"))
                .isEqualTo(new Allocation(
                        5000,
                        DJANGO,
                        new Name("web-03"),
                        Instant.parse("2026-11-27T14:26:12.086841Z"),
                        new Receipt(
                                UUID.fromString("0eaee3a5-f342-4eeb-9925-3379e75e90c5"),
                                "e2a55682bc3efbc59eeefcac0394fca081fc9ad42d887e54f6857fdaa90e8226",
                                true)));
    }

    @Test
    void serviceOfTheFirstReleaseIsTheServiceThatItMade() {
        assertThat(read(new Key.ServiceKey(Space.DEFAULT, DJANGO), "v1/service.json"))
                .isEqualTo(new Service(
                        DJANGO,
                        "Django, \"quoted\" ünd mehr",
                        new PortRange(5000, 5009),
                        Instant.parse("2026-11-27T14:26:10.918150Z"),
                        UUID.fromString("effa268b-3938-4881-a0de-409264278b4e")));
    }

    /** Version 1 promises no more: what must survive a rewrite by an older release needs a higher version. */
    @Test
    void unknownFieldOfAVersion1RecordIsLostWhenTheRecordIsRewritten() {
        String known = text("v1/offer.json");
        String more = known.replace("\"ttl\":1800", "\"ttl\":1800,\"colour\":{\"of\":[1,2]}");

        Value value = codec.read(PORT, ByteSequence.from(more, StandardCharsets.UTF_8));

        assertThat(codec.write(value).toStringUtf8()).isEqualTo(known).isNotEqualTo(more);
    }

    @Test
    void offerOfANewerReleaseIsReadAsFarAsItsFieldsAreKnown() {
        Offer offer = (Offer) read(PORT, "v3/offer-with-owner.json");

        assertThat(offer.version()).isEqualTo(V3);
        assertThat(offer.name()).isEqualTo(new Name("web-01"));
        assertThat(offer.state()).isEqualTo(State.OFFERED);
        assertThat(offer.ttl()).isEqualTo(1800);
    }

    @Test
    void allocationOfANewerReleaseIsReadAsFarAsItsFieldsAreKnown() {
        Allocation allocation = (Allocation) read(PORT, "v3/allocation-with-owner.json");

        assertThat(allocation.version()).isEqualTo(V3);
        assertThat(allocation.name()).isEqualTo(new Name("web-03"));
    }

    @Test
    void serviceOfANewerReleaseIsReadAsFarAsItsFieldsAreKnown() {
        Service service = (Service) read(new Key.ServiceKey(Space.DEFAULT, DJANGO), "v3/service-with-quota.json");

        assertThat(service.version()).isEqualTo(V3);
        assertThat(service.ports().bounds()).isEqualTo(new PortRange(5000, 5009));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3/service-without-start-and-end.json", "v3/port-in-an-unknown-state.json"})
    void newerRecordThatLacksAFieldIsUnreadableAndNewer(String file) {
        Value.Unreadable value = (Value.Unreadable) read(key(file), file);

        assertThat(value.version()).isEqualTo(V3);
        assertThat(value.why()).startsWith("format version 3 of a newer release, this one knows 2: ");
    }

    @ParameterizedTest
    @MethodSource("filesOfVersion3")
    void newerRecordIsNeverWritten(String file) {
        Value value = read(key(file), file);

        assertThat(value.version()).isEqualTo(V3);
        assertThatThrownBy(() -> codec.write(value)).isInstanceOf(IllegalArgumentException.class);
    }

    static List<String> filesOfVersion3() throws Exception {
        return files("v3");
    }

    private Value read(Key key, String file) {
        return new Codec().read(key, ByteSequence.from(text(file), StandardCharsets.UTF_8));
    }

    private static Key key(String file) {
        Name name = file.endsWith("service-without-description.json") ? new Name("flask") : DJANGO;
        if (file.contains("/service")) {
            return new Key.ServiceKey(Space.DEFAULT, name);
        } else if (file.contains("/cooling")) {
            return COOLING;
        }
        return file.contains("/lease") ? LEASE : PORT;
    }

    private static List<String> files(String version) throws Exception {
        Path folder = Path.of(Objects.requireNonNull(RecordFormatTest.class.getResource("/records/" + version))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> version + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }

    private static Secret secret(String text) {
        return new Secret(text);
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(RecordFormatTest.class.getResourceAsStream("/records/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
