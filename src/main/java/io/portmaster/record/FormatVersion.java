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

    /** The newest version that this program knows. */
    public static final FormatVersion NEWEST_KNOWN = V1;

    public FormatVersion {
        if (number < 1) {
            throw new IllegalArgumentException("no format version: " + number);
        }
    }

    public static FormatVersion of(int number) {
        return number == V1.number ? V1 : new FormatVersion(number);
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
