package io.portmaster.record;

/** What stands under a {@link Key}. */
public sealed interface Value permits Service, Holding, Value.Index, Value.Unreadable {
    /** The port that a name holds; the record itself stands under that port's key. */
    record Index(int port) implements Value {}

    /**
     * A record that this version of the program can't read, perhaps a newer one's. Its key counts as occupied, and
     * nobody rewrites it.
     *
     * @param why for an operator's eyes
     */
    record Unreadable(String why) implements Value {}
}
