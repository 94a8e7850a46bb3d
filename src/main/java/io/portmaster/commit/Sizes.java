package io.portmaster.commit;

import io.portmaster.record.Service;

/**
 * Estimates how many bytes a write takes in a store at most. Only a description can be long. All other parts of keys and values
 * count with the largest size that they can have.
 */
final class Sizes {
    /** A key, with a store's own prefix and two names. */
    private static final int KEY = 512;

    /** A value without a description: names, times, numbers, hashes. */
    private static final int VALUE = 768;

    /** JSON spells a character in this many bytes at most. */
    private static final int CHARACTER = 6;

    private Sizes() {}

    static int of(Write write) {
        if (!(write instanceof Write.Put put)) {
            return KEY;
        }
        String description = put.value() instanceof Service service ? service.description() : null;
        return KEY + VALUE + (description == null ? 0 : CHARACTER * description.length());
    }
}
