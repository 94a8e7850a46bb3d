package io.portmaster.commit;

import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Write.Put;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A change as data. If all guards hold, a store makes all writes; otherwise it makes none. Which mutations may share a
 * transaction, what a commit leaves behind, and what a conflict shows follow from guards and writes. {@link
 * ClaimMutations} and the other classes of that ending make mutations: each has those of the records that it is named after.
 *
 * @param contested whether the mutation claims a port of a contested service: another node has lately won a port of it that this
 *     node wanted
 * @param separate whether a store must not join this mutation with others, all or nothing
 * @param alone whether the mutation has a batch of its own: it may name a lease that has ended, and then the store refuses the
 *     whole batch
 */
public record Mutation(
        Kind kind, List<Guard> guards, List<Write> writes, boolean contested, boolean separate, boolean alone) {
    Mutation(Kind kind, List<Guard> guards, List<Write> writes, boolean contested) {
        this(kind, guards, writes, contested, false, false);
    }

    /** The same mutation, which a store must not join with others. */
    public Mutation separated() {
        return new Mutation(kind, guards, writes, contested, true, alone);
    }

    /** The same mutation, in a batch of its own. */
    public Mutation travellingAlone() {
        return new Mutation(kind, guards, writes, contested, separate, true);
    }

    /** The purpose of a mutation. */
    public enum Kind {
        /** One name gets a port, on no client's lease. */
        CLAIM("claim"),
        CLAIM_GROUP("claim_group"),
        CLAIM_ON_LEASE("claim_on_lease"),
        ACCEPT("accept"),
        ACCEPT_ON_LEASE("accept_on_lease"),
        /** An allocation is put on another client's lease, or taken off. */
        MOVE("move"),
        /** An offer is rejected or withdrawn, or an allocation is released. */
        REMOVE("remove"),
        /** An offer is rejected because its port is busy. */
        BUSY("busy"),
        /** Busy ports of offers are replaced by others. */
        NEXT("next"),
        END_COOLING("end_cooling"),
        CREATE_LEASE("create_lease"),
        /** Another pair of the store's leases carries a client's lease. */
        REPLACE_LEASE_PAIR("replace_lease_pair"),
        /** A client's lease takes nothing any more. */
        END_LEASE("end_lease"),
        CREATE_SERVICE("create_service"),
        CHANGE_SERVICE("change_service"),
        DELETE_SERVICE("delete_service");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The value of the metrics' label {@code operation}. It never changes, since dashboards use it. */
        public String label() {
            return label;
        }

        /**
         * Whether mutations of this kind write the record of a service, or ranges of keys. They take turns, and share a
         * transaction only with each other.
         */
        public boolean changesServices() {
            return this == CREATE_SERVICE || this == CHANGE_SERVICE || this == DELETE_SERVICE;
        }

        /** Whether mutations of this kind put keys on a client's lease, which may end at any moment. */
        public boolean namesClientLease() {
            return this == CLAIM_ON_LEASE
                    || this == ACCEPT_ON_LEASE
                    || this == MOVE
                    || this == CREATE_LEASE
                    || this == REPLACE_LEASE_PAIR
                    || this == END_LEASE;
        }

        /** Whether mutations of this kind take ports that were free. */
        public boolean takesPorts() {
            return this == CLAIM || this == CLAIM_GROUP || this == CLAIM_ON_LEASE || this == NEXT;
        }
    }

    /** The keys that tell why the mutation conflicted: the single keys of its guards, in the order of the guards. */
    public List<Key> conflictKeys() {
        List<Key> keys = new ArrayList<>(guards.size());
        for (Guard guard : guards) {
            Key key = guard.key();
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /**
     * The states of single keys after a commit at that revision. Ranges that it deletes are left out. The create revision of an
     * index or a cooling record may be too new: it was there before, and no guard says since when.
     */
    public List<KeyState> effects(long revision) {
        List<KeyState> effects = new ArrayList<>(writes.size());
        for (Write write : writes) {
            Key key = write.key();
            if (write instanceof Put put) {
                effects.add(new KeyState(put.key(), revision, entryOf(put, revision)));
            } else if (key != null) {
                effects.add(KeyState.absent(key, revision));
            }
        }
        return effects;
    }

    /** Whether the mutation puts a key, so that a store needs space for it. */
    public boolean puts() {
        for (Write write : writes) {
            if (write instanceof Put) {
                return true;
            }
        }
        return false;
    }

    /** How many operations of a store's transaction the mutation takes: the larger number of its guards and of its writes. */
    public int weight() {
        return Math.max(guards.size(), writes.size());
    }

    /** How many bytes the mutation's writes take in a store at most. */
    public int bytes() {
        int bytes = 0;
        for (Write write : writes) {
            bytes += Sizes.of(write);
        }
        return bytes;
    }

    /** The guard over a range that other mutations may have in common with this one; null if it has none. */
    public @Nullable RangeUnchangedSince rangeGuard() {
        for (Guard guard : guards) {
            if (guard instanceof RangeUnchangedSince since) {
                return since;
            }
        }
        return null;
    }

    /**
     * The entry of that kind that a guard requires unchanged.
     *
     * @throws IllegalArgumentException if there is none
     */
    public <V extends Value> Entry<V> before(Class<V> kind) {
        for (Guard guard : guards) {
            Entry<V> entry =
                    guard instanceof Unchanged unchanged ? unchanged.entry().as(kind) : null;
            if (entry != null) {
                return entry;
            }
        }
        throw new IllegalArgumentException("needs no unchanged " + kind.getSimpleName() + ": " + this);
    }

    /** The entries of that kind that guards require unchanged, in the order of the guards. */
    public <V extends Value> List<Entry<V>> allBefore(Class<V> kind) {
        List<Entry<V>> entries = new ArrayList<>();
        for (Guard guard : guards) {
            Entry<V> entry =
                    guard instanceof Unchanged unchanged ? unchanged.entry().as(kind) : null;
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Passes each port that has to be free for it to the consumer, in the order of the guards. */
    public void forEachTakenPort(Consumer<Key.PortKey> consumer) {
        if (!kind.takesPorts()) {
            return;
        }
        for (Guard guard : guards) {
            if (guard instanceof Absent absent && absent.key() instanceof Key.PortKey port) {
                consumer.accept(port);
            }
        }
    }

    /** The entries of that kind after a commit at that revision, in the order of the writes. */
    public <V extends Value> List<Entry<V>> entries(Class<V> kind, long revision) {
        List<Entry<V>> entries = new ArrayList<>();
        for (Write write : writes) {
            if (write instanceof Put put && kind.isInstance(put.value())) {
                entries.add(
                        new Entry<>(put.key(), kind.cast(put.value()), createRevision(put.key(), revision), revision));
            }
        }
        return entries;
    }

    /**
     * The put of a value of that kind.
     *
     * @throws IllegalArgumentException if it puts none
     */
    public Put put(Class<? extends Value> kind) {
        for (Write write : writes) {
            if (write instanceof Put put && kind.isInstance(put.value())) {
                return put;
            }
        }
        throw new IllegalArgumentException("puts no " + kind.getSimpleName() + ": " + this);
    }

    /**
     * The value of that kind that it puts.
     *
     * @throws IllegalArgumentException if it puts none
     */
    public <V extends Value> V after(Class<V> kind) {
        return kind.cast(put(kind).value());
    }

    /**
     * The entry of that kind after a commit at that revision.
     *
     * @throws IllegalArgumentException if it puts none
     */
    public <V extends Value> Entry<V> entry(Class<V> kind, long revision) {
        Put put = put(kind);
        return new Entry<>(put.key(), kind.cast(put.value()), createRevision(put.key(), revision), revision);
    }

    private Entry<?> entryOf(Put put, long revision) {
        return new Entry<>(put.key(), put.value(), createRevision(put.key(), revision), revision);
    }

    /** The create revision that a put at that revision leaves: the former one if a guard requires the key unchanged. */
    private long createRevision(Key key, long revision) {
        for (Guard guard : guards) {
            if (guard instanceof Unchanged unchanged && unchanged.key().equals(key)) {
                return unchanged.entry().createRevision();
            }
        }
        return revision;
    }
}
