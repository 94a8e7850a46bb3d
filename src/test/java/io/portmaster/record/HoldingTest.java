package io.portmaster.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldingTest {
    private static final Instant CREATED = Instant.parse("2026-11-22T14:16:39.277408Z");

    private final Offer offer = new Offer(
            5000, new Name("django"), new Name("web-01"), CREATED, 1800, new Receipt(new UUID(1, 2), "ab", false));

    @Test
    void anOfferEndsItsTimeToLiveAfterItWasMade() {
        assertThat(offer.expires()).isEqualTo(Instant.parse("2026-11-22T14:46:39.277408Z"));
    }

    @Test
    void anAcceptedOfferKeepsAllButItsTime() {
        Instant now = CREATED.plusSeconds(60);

        assertThat(offer.accepted(now))
                .isEqualTo(new Allocation(5000, offer.service(), offer.name(), now, offer.receipt()));
    }

    @Test
    void aNameIsIndexedByTheStateOfWhatItHolds() {
        assertThat(offer.indexKey(Space.DEFAULT))
                .isEqualTo(new OfferIndex(Space.DEFAULT, offer.service(), offer.name()));
        assertThat(offer.accepted(CREATED).indexKey(Space.DEFAULT))
                .isEqualTo(new InstanceIndex(Space.DEFAULT, offer.service(), offer.name()));
    }

    @Test
    void statesAreSpelledAsTheApiSpellsThem() {
        assertThat(State.values()).extracting(State::toString).containsExactly("offered", "allocated");
    }
}
