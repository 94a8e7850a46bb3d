package io.portmaster.record;

/**
 * The format version of a record, in its field {@code v}: the oldest version that can rewrite or delete the record without
 * breaking a promise. A program writes the lowest version that can hold the record. It never changes a record whose version it
 * doesn't know.
 *
 * @param number 1 or more
 */
public record FormatVersion(int number) implements Comparable<FormatVersion> {
    /** Service, offer and allocation, as the first release wrote them. */
    public static final FormatVersion V1 = new FormatVersion(1);

    /** Cooling ports, clients' leases, groups, labels, and services with several ranges, reserved ports, delays or an offer TTL. */
    public static final FormatVersion V2 = new FormatVersion(2);

    /** The newest version that this program knows. */
    public static final FormatVersion NEWEST_KNOWN = V2;

    public FormatVersion {
        if (number < 1) {
            throw new IllegalArgumentException("no format version: " + number);
        }
    }

    public static FormatVersion of(int number) {
        return switch (number) {
            case 1 -> V1;
            case 2 -> V2;
            default -> new FormatVersion(number);
        };
    }

    /** The lowest version of a record. */
    static FormatVersion lowest(boolean needsV2) {
        return needsV2 ? V2 : V1;
    }

    /** Whether a record of this version may have what came with the other one. */
    public boolean isAtLeast(FormatVersion other) {
        return compareTo(other) >= 0;
    }

    /** Whether only a newer program can change the record. */
    public boolean isNewer() {
        return compareTo(NEWEST_KNOWN) > 0;
    }

    @Override
    public int compareTo(FormatVersion other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
