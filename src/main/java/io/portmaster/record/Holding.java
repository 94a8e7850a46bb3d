package io.portmaster.record;

import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import java.time.Instant;

/** A port that belongs to a name: offered for a while, or allocated for good. */
public sealed interface Holding extends Value permits Offer, Allocation {
    int port();

    Name service();

    Name name();

    /** By the clock of the node that planned it. */
    Instant created();

    Receipt receipt();

    State state();

    /** The index key that makes the name unique in that space while this stands there. */
    default Key indexKey(Space space) {
        return switch (state()) {
            case OFFERED -> new Key.OfferIndex(space, service(), name());
            case ALLOCATED -> new Key.InstanceIndex(space, service(), name());
        };
    }

    /** As the API and the records in etcd spell it, in lower case. */
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
