package io.portmaster.record;

/** What stands under a {@link Key}. */
public sealed interface Value permits Service, Holding, Value.Index, Value.Unreadable {
    /** The oldest format version that can rewrite or delete this. */
    FormatVersion version();

    /** The port that a name holds; the record itself stands under that port's key. It is a bare number and names no version. */
    record Index(int port) implements Value {
        @Override
        public FormatVersion version() {
            return FormatVersion.V1;
        }
    }

    /**
     * A record that this program can't read: a newer one's that lacks a field, or a damaged one. Its key counts as occupied, and
     * nobody rewrites it.
     *
     * @param why for an operator's eyes
     * @param version as far as the record names one, else the first
     */
    record Unreadable(String why, FormatVersion version) implements Value {
        public Unreadable(String why) {
            this(why, FormatVersion.V1);
        }
    }
}
