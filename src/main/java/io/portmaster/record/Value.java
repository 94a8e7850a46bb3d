package io.portmaster.record;

/** The value of a {@link Key}. */
public sealed interface Value
        permits Service, Holding, Cooling, ClientLease, Value.Index, Value.Presence, Value.Unreadable {
    /** The oldest format version that can rewrite or delete the record. */
    FormatVersion version();

    /**
     * The port that a name holds. The record itself is under the port's key. An index is a plain number and has no version of
     * its own.
     */
    record Index(int port) implements Value {
        @Override
        public FormatVersion version() {
            return FormatVersion.V1;
        }
    }

    /** An empty value. All that counts is that its key is there. */
    record Presence() implements Value {
        @Override
        public FormatVersion version() {
            return FormatVersion.V2;
        }
    }

    /**
     * A record that this program can't read: it is damaged, or a newer release has written it without a field that this one
     * needs. Its key counts as occupied, and no node rewrites it.
     *
     * @param why the reason, for people
     * @param version the version that the record names; version 1 if it names none
     */
    record Unreadable(String why, FormatVersion version) implements Value {
        public Unreadable(String why) {
            this(why, FormatVersion.V1);
        }
    }
}
