package io.portmaster.domain;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs (RFC 9562) from an injected source of randomness. {@link UUID#randomUUID} has a source of its own. */
public final class Uuids {
    /** The version of random UUIDs (RFC 9562, section 5.4). */
    static final int RANDOM = 4;

    /** The version of UUIDs with content of their own, here a hash (RFC 9562, section 5.8). */
    static final int CUSTOM = 8;

    private Uuids() {}

    public static UUID random(RandomGenerator random) {
        return of(random.nextLong(), random.nextLong(), RANDOM);
    }

    static UUID of(long high, long low, int version) {
        return new UUID((high & ~0xF000L) | ((long) version << 12), (low & ~(3L << 62)) | (1L << 63));
    }
}
