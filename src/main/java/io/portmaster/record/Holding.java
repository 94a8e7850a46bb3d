package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import java.time.Instant;

/** A port that belongs to a name: offered for a while, or allocated for good. */
public sealed interface Holding extends Value permits Offer, Allocation {
    int port();

    Name service();

    Name name();

    /** When the holding was planned, by the clock of the node that planned it. */
    Instant created();

    Receipt receipt();

    State state();

    /** The index key of this holding in that space. It makes the name unique. */
    default Key indexKey(Space space) {
        return switch (state()) {
            case OFFERED -> new Key.OfferIndex(space, service(), name());
            case ALLOCATED -> new Key.InstanceIndex(space, service(), name());
        };
    }

    /** Prints in lower case, as the API and the records spell it. */
    enum State {
        OFFERED,
        ALLOCATED;

        private final String text = name().toLowerCase(java.util.Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }
}
