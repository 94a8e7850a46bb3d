package io.portmaster.commit;

import io.portmaster.domain.Labels;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Holding;
import io.portmaster.record.Service;
import io.portmaster.record.Value;

/**
 * Estimates how many bytes a write takes in a store at most. Only a description, labels and many ranges can be long. All other
 * parts of keys and values count with the largest size that they can have.
 */
final class Sizes {
    /** A key, with a store's own prefix and two names. */
    private static final int KEY = 512;

    /** A value without what can be long: names, times, numbers, hashes. */
    private static final int VALUE = 768;

    /** JSON spells a character in this many bytes at most. */
    private static final int CHARACTER = 6;

    /** A range as JSON: {@code {"start":12345,"end":12345},}. */
    private static final int RANGE = 28;

    /** What JSON puts around the name and the value of a label. */
    private static final int LABEL = 6;

    private Sizes() {}

    static int of(Write write) {
        if (!(write instanceof Write.Put put)) {
            return KEY;
        }
        return KEY + VALUE + more(put.value());
    }

    private static int more(Value value) {
        if (value instanceof Service service) {
            String description = service.description();
            int ranges = service.ports().ranges().size()
                    + service.reserved().ranges().size();
            return RANGE * ranges + (description == null ? 0 : CHARACTER * description.length());
        } else if (value instanceof Holding holding) {
            return of(holding.labels());
        }
        return value instanceof ClientLease lease ? of(lease.labels()) : 0;
    }

    private static int of(Labels labels) {
        return labels.isEmpty() ? 0 : LABEL * labels.values().size() + CHARACTER * labels.bytes();
    }
}
