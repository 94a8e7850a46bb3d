package io.portmaster.history;

import io.portmaster.cluster.KeySpace;
import java.util.Locale;

/** A port that a name has, as an answer or a record tells it. */
public record HeldPort(String name, int port, State state) {
    public enum State {
        OFFERED,
        ALLOCATED;

        /** @param text as the API and the records in etcd spell it */
        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** The port that an etcd record gives to a name. */
    public static HeldPort of(KeySpace.Port record) {
        return new HeldPort(record.name(), record.port(), State.of(record.state()));
    }
}
