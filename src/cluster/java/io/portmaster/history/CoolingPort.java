package io.portmaster.history;

import io.portmaster.cluster.KeySpace;
import java.util.Locale;

/**
 * A port that cools, or that will linger when its lease ends.
 *
 * @param name the former one
 * @param lease the client's lease that decides when the port is free; 0 for none
 */
public record CoolingPort(String name, Reason reason, long lease) {
    /** Why it cools. */
    public enum Reason {
        RELEASED,
        BUSY,
        LEASE_ENDED
    }

    static CoolingPort of(KeySpace.Cooling key) {
        String reason = key.reason().toUpperCase(Locale.ROOT).replace('-', '_');
        return new CoolingPort(key.name(), Reason.valueOf(reason), key.named());
    }
}
