package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    private static final Instant CREATED = Instant.parse("2026-11-22T14:16:39.277408Z");
    private static final UUID ID = UUID.fromString("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
    private static final Name DJANGO = new Name("django");
    private static final Key PORT = new Key.PortKey(Space.DEFAULT, 5000);
    private static final Receipt RECEIPT = new Receipt(ID, "00ff", true);

    private final Codec codec = new Codec();

    @Test
    void whatIsWrittenReadsTheSame() {
        assertSame(new Key.ServiceKey(Space.DEFAULT, DJANGO), service("Django, \"quoted\" ünd mehr"));
        assertSame(new Key.ServiceKey(Space.DEFAULT, DJANGO), service(null));
        assertSame(PORT, new Offer(5000, DJANGO, new Name("web-01"), CREATED, 1800, RECEIPT));
        assertSame(PORT, new Allocation(5000, DJANGO, new Name("web-01"), CREATED, RECEIPT));
        assertSame(new Key.OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Value.Index(5000));
        assertSame(new Key.InstanceIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Value.Index(5000));
    }

    private void assertSame(Key key, Value value) {
        assertThat(new Codec().read(key, ByteSequence.from(codec.write(value)))).isEqualTo(value);
    }

    @Test
    void whatWasJustWrittenIsTakenForWhatItIs() {
        Offer offer = new Offer(5000, DJANGO, new Name("web-01"), CREATED, 1800, RECEIPT);
        ByteSequence bytes = ByteSequence.from(codec.write(offer));
        assertThat(codec.read(PORT, ByteSequence.from(bytes.getBytes()))).isSameAs(offer);
        assertThat(codec.read(PORT, bytes)).isNotSameAs(offer).isEqualTo(offer);
    }

    @Test
    void theSameBytesUnderAnotherPortAreAnotherRecord() {
        Offer offer = new Offer(5000, DJANGO, new Name("web-01"), CREATED, 1800, RECEIPT);
        assertThat(codec.read(new Key.PortKey(Space.DEFAULT, 5001), ByteSequence.from(codec.write(offer))))
                .isEqualTo(new Offer(5001, DJANGO, new Name("web-01"), CREATED, 1800, RECEIPT));
    }

    private static Service service(String description) {
        return new Service(DJANGO, description, new PortRange(5000, 10000), CREATED, ID);
    }

    @Test
    void anOfferReadsWellInEtcdctl() {
        Offer offer = new Offer(5000, DJANGO, new Name("web-01"), CREATED, 1800, RECEIPT);
        assertThat(codec.write(offer).toString(UTF_8))
                .isEqualTo("{\"v\":1,\"service\":\"django\",\"name\":\"web-01\",\"state\":\"offered\","
                        + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,"
                        + "\"nonce\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\",\"secret_sha256\":\"00ff\","
                        + "\"accept\":true}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"v\":2}",
                "{\"v\":\"1\"}",
                "{\"v\":1,\"service\":\"django\",\"name\":\"web-01\",\"state\":\"lent\",\"created\":\"2026-11-22T14:16:39Z\","
                        + "\"nonce\":\"6f8ffc86-d98a-49ba-848a-a7cbaaea9360\",\"secret_sha256\":\"\",\"accept\":false}",
                "{\"v\":1,\"service\":\"django\",\"name\":\"!\",\"state\":\"allocated\",\"created\":\"yesterday\"}"
            })
    void whatCannotBeReadIsSaidToBeUnreadable(String text) {
        ByteSequence bytes = ByteSequence.from(text, UTF_8);
        assertThat(codec.read(PORT, bytes)).isInstanceOf(Value.Unreadable.class);
        assertThat(codec.read(new Key.ServiceKey(Space.DEFAULT, DJANGO), bytes)).isInstanceOf(Value.Unreadable.class);
        assertThat(codec.read(new Key.OfferIndex(Space.DEFAULT, DJANGO, DJANGO), bytes))
                .isInstanceOf(Value.Unreadable.class);
    }
}
