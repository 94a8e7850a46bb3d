package io.portmaster.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Value.Index;
import io.portmaster.record.Value.Unreadable;
import org.junit.jupiter.api.Test;

class EntryTest {
    @Test
    void isOfTheKindOfItsValueOnly() {
        Entry<Index> entry =
                new Entry<>(new Key.OfferIndex(Space.DEFAULT, new Name("a"), new Name("b")), new Index(5000), 3, 4);

        assertThat(entry.as(Index.class)).isSameAs(entry);
        assertThat(entry.as(Value.class)).isSameAs(entry);
        assertThat(entry.as(Unreadable.class)).isNull();
        assertThat(entry.as(Holding.class)).isNull();
    }
}
