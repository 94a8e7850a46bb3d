package io.portmaster.commit;

import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import org.jspecify.annotations.Nullable;

/**
 * A port that a claim takes.
 *
 * @param holding what is put under the port
 * @param former the port's cooling record as the plan saw it, if its former owner takes the port back. Null for a port that
 *     doesn't cool
 */
public record Claimed(Holding holding, @Nullable Entry<Cooling> former) {
    /** A port that doesn't cool. */
    public Claimed(Holding holding) {
        this(holding, null);
    }
}
