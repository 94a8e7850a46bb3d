package io.portmaster.record;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A port that belongs to a name: offered for a while, or allocated. */
public sealed interface Holding extends Value permits Offer, Allocation {
    int port();

    Name service();

    Name name();

    /** When the holding was planned, by the clock of the node that planned it. */
    Instant created();

    Receipt receipt();

    Labels labels();

    /** The place among the holdings that were made together. Null if this one was made alone. */
    @Nullable
    Group group();

    State state();

    /** The index key of this holding in that space. It makes the name unique. */
    default Key.InSpace indexKey(Space space) {
        return switch (state()) {
            case OFFERED -> new Key.OfferIndex(space, service(), name());
            case ALLOCATED -> new Key.InstanceIndex(space, service(), name());
        };
    }

    /**
     * The place of a holding in its group. All holdings of a group have the same nonce and the same secret.
     *
     * @param size how many holdings the group had when it was made
     * @param place 0 for the first name of the request
     * @param consecutive whether the ports have to be neighbours, in the order of the places
     */
    record Group(int size, int place, boolean consecutive) {
        /** The place in a group of any ports. */
        public Group(int size, int place) {
            this(size, place, false);
        }
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
