package io.portmaster.domain;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUIDs as RFC 9562 lays them out, from an injected source: {@link UUID#randomUUID} has a source of its own. */
public final class Uuids {
    /** RFC 9562, section 5.4: all but version and variant is random. */
    static final int RANDOM = 4;

    /** RFC 9562, section 5.8: all but version and variant is the maker's own, here a hash. */
    static final int CUSTOM = 8;

    private Uuids() {}

    public static UUID random(RandomGenerator random) {
        return of(random.nextLong(), random.nextLong(), RANDOM);
    }

    static UUID of(long high, long low, int version) {
        return new UUID((high & ~0xF000L) | ((long) version << 12), (low & ~(3L << 62)) | (1L << 63));
    }
}
