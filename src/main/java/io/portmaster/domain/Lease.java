package io.portmaster.domain;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A lease of the store. When it ends, the keys on it are deleted.
 *
 * @param id the store's number for it. etcd gives no lease the number 0, which means "no lease" in its messages
 */
public record Lease(long id) {
    /** No lease: a key without a lease stays until it is deleted. */
    public static final Lease NONE = new Lease(0);

    private static final int DIGITS = 16;

    /** A number for a client's lease: even, so that the next number is its {@link #companion}'s. */
    public static Lease random(RandomGenerator random) {
        return new Lease(2 * random.nextLong(1, Long.MAX_VALUE / 2));
    }

    /** The lease with that {@link #text}. Null if no lease has it: etcd's numbers are positive. */
    public static @Nullable Lease parse(String text) {
        if (text.length() != DIGITS || !text.chars().allMatch(Lease::isDigit)) {
            return null;
        }
        long id = HexFormat.fromHexDigitsToLong(text);
        return id > NONE.id ? new Lease(id) : null;
    }

    private static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** The id as 16 lower-case hexadecimal digits, as the API, the keys and the records have it. */
    public String text() {
        return HexFormat.of().toHexDigits(id);
    }

    /** The store's lease that outlives this client's lease by its linger. */
    public Lease companion() {
        return new Lease(id + 1);
    }

    public boolean isNone() {
        return id == NONE.id;
    }

    /** The id in hexadecimal digits, as etcdctl takes and prints it. */
    @Override
    public String toString() {
        return isNone() ? "no lease" : "lease " + Long.toHexString(id);
    }
}
