package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.portmaster.record.Value;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentlyWrittenTest {
    private final RecentlyWritten recent = new RecentlyWritten();

    @Test
    void recallsAValueByItsBytesOnce() {
        recent.remember(bytes(1), value(1));

        assertThat(recent.recall(bytes(2))).isNull();
        assertThat(recent.recall(bytes(1))).isEqualTo(value(1));
        assertThat(recent.recall(bytes(1))).isNull();
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        IntStream.rangeClosed(0, RecentlyWritten.MOST).forEach(n -> recent.remember(bytes(n), value(n)));

        assertThat(recent.recall(bytes(0))).isNull();
        assertThat(recent.recall(bytes(1))).isEqualTo(value(1));
        assertThat(recent.recall(bytes(RecentlyWritten.MOST))).isEqualTo(value(RecentlyWritten.MOST));
    }

    private static ByteSequence bytes(int number) {
        return ByteSequence.from("value " + number, UTF_8);
    }

    private static Value value(int number) {
        return new Value.Index(number);
    }
}
