package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Write;
import io.portmaster.domain.Lease;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * A mutation's guards and writes are those that the oracle works out from the design's table, and have the effects that the
 * oracle sees.
 */
class MutationEffectsTest {
    private final ManualLoop loop = new ManualLoop();
    private final Registry registry = new Registry();

    @Property(tries = 500)
    void aCommittedMutationLeavesBehindWhatItSaid(@ForAll("sequences") List<List<Move>> sequence) {
        InMemoryStore store = new InMemoryStore(loop, registry);
        Lease lease = Objects.requireNonNull(loop.await(store.lease(Duration.ofSeconds(Samples.TTL))))
                .orElseThrow();
        Leases leases = leases(lease);
        leases.granted().forEach(store::grant);
        for (List<Move> moves : sequence) {
            for (Move move : moves) {
                Snapshot before = Snapshot.of(store.dump(), store.revision());
                if (move instanceof Move.ClientLeaseEnds end && leases.ended().add(end.in(leases))) {
                    store.revoke(end.in(leases));
                    continue;
                }
                Mutation mutation = move.on(before, leases);
                if (mutation == null) {
                    continue;
                }
                Outcome outcome =
                        loop.settle(store.commit(List.of(mutation))).join().get(0);
                Snapshot after = Snapshot.of(store.dump(), store.revision());
                if (outcome instanceof Committed committed) {
                    for (KeyState effect : mutation.effects(committed.revision())) {
                        assertThat(effect.revision()).isEqualTo(committed.revision());
                        assertThat(told(after.entries().get(effect.key()))).isEqualTo(told(effect.entry()));
                    }
                }
                assertThat(changedKeys(before.entries(), after.entries())).isSubsetOf(written(mutation, before));
            }
        }
    }

    @Property(tries = 500)
    void mutationHasTheGuardsAndTheWritesOfTheDesignsTableAndNoOthers(@ForAll("sequences") List<List<Move>> sequence) {
        Records records = new Records();
        Leases leases = leases(records.grant());
        leases.granted().forEach(records::grant);
        List<Snapshot> past = new ArrayList<>(List.of(Snapshot.of(records.all(), records.revision())));
        for (List<Move> moves : sequence) {
            for (Move move : moves) {
                Snapshot now = Snapshot.of(records.all(), records.revision());
                if (move instanceof Move.ClientLeaseEnds end && leases.ended().add(end.in(leases))) {
                    records.expire(end.in(leases));
                    now = Snapshot.of(records.all(), records.revision());
                }
                Snapshot moment = now;
                Mutation mutation = move.on(past.get(Math.max(0, past.size() - 1 - move.age())), leases);
                if (mutation != null) {
                    Records.Txn expected = records.txn(mutation);
                    assertThat(mutation.guards().stream().allMatch(guard -> holds(guard, moment)))
                            .isEqualTo(expected.holds());
                    assertThat(Set.copyOf(mutation.conflictKeys())).isEqualTo(expected.compared());
                    assertThat(mutation.conflictKeys()).isEqualTo(expected.shown());
                    assertThat(puts(mutation)).isEqualTo(expected.puts());
                    assertThat(leases(mutation)).isEqualTo(expected.leases());
                    assertThat(deleted(mutation, now)).isEqualTo(expected.deletes());
                    records.commit(List.of(mutation));
                }
            }
            past.add(Snapshot.of(records.all(), records.revision()));
        }
    }

    private static Leases leases(Lease shared) {
        return new Leases(shared, List.of(new Lease(1000), new Lease(2000)), new HashSet<>());
    }

    /** Nobody knows since when an index or a cooling record stands: its mutation compares another key. */
    private static @Nullable Object told(@Nullable Entry<?> entry) {
        boolean compared = entry == null || entry.key() instanceof Key.PortKey || entry.key() instanceof Key.ServiceKey;
        return compared ? entry : List.of(entry.key(), entry.value(), entry.modRevision());
    }

    private static boolean holds(Guard guard, Snapshot now) {
        if (guard instanceof Guard.Unchanged unchanged) {
            Entry<?> entry = now.entries().get(unchanged.key());
            return entry != null && entry.modRevision() == unchanged.entry().modRevision();
        } else if (guard instanceof Guard.Absent absent) {
            return !now.entries().containsKey(absent.key());
        } else if (guard instanceof Guard.RangeUnused unused) {
            return in(unused.range(), now).isEmpty();
        } else {
            Guard.RangeUnchangedSince since = (Guard.RangeUnchangedSince) guard;
            return in(since.range(), now).stream()
                    .allMatch(key -> now.entries().get(key).modRevision() <= since.revision());
        }
    }

    private static Set<Key> in(KeyRange range, Snapshot now) {
        return now.entries().keySet().stream().filter(key -> isIn(range, key)).collect(Collectors.toSet());
    }

    private static boolean isIn(KeyRange range, Key key) {
        return key instanceof Key.InSpace in && in.space().equals(range.space()) && isOfItsKind(range, key);
    }

    private static boolean isOfItsKind(KeyRange range, Key key) {
        if (range instanceof KeyRange.Ports ports) {
            return key instanceof Key.PortKey port && ports.ports().contains(port.port());
        } else if (range instanceof KeyRange.Cooling cooling) {
            return key instanceof Key.CoolingKey port && cooling.ports().contains(port.port());
        } else if (range instanceof KeyRange.Offers offers) {
            return key instanceof Key.OfferIndex index && index.service().equals(offers.service());
        } else if (range instanceof KeyRange.Instances instances) {
            return key instanceof Key.InstanceIndex index && index.service().equals(instances.service());
        } else {
            return key instanceof Key.ServiceKey;
        }
    }

    private static Map<Key, Value> puts(Mutation mutation) {
        Map<Key, Value> puts = new HashMap<>();
        mutation.writes().forEach(write -> {
            if (write instanceof Write.Put put) {
                puts.put(put.key(), put.value());
            }
        });
        return puts;
    }

    private static Map<Key, Lease> leases(Mutation mutation) {
        Map<Key, Lease> leases = new HashMap<>();
        mutation.writes().forEach(write -> {
            if (write instanceof Write.Put put) {
                leases.put(put.key(), put.lease());
            }
        });
        return leases;
    }

    private static Set<Key> deleted(Mutation mutation, Snapshot before) {
        Set<Key> deleted = new HashSet<>();
        mutation.writes().forEach(write -> {
            if (write instanceof Write.Delete delete) {
                deleted.add(delete.key());
            } else if (write instanceof Write.DeleteRange range) {
                deleted.addAll(in(range.range(), before));
            }
        });
        return deleted;
    }

    private static Set<Key> written(Mutation mutation, Snapshot before) {
        Set<Key> written = deleted(mutation, before);
        written.addAll(puts(mutation).keySet());
        return written;
    }

    private static Set<Key> changedKeys(Map<Key, Entry<?>> before, Map<Key, Entry<?>> after) {
        Set<Key> changed = new HashSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
        return changed;
    }

    @Provide
    Arbitrary<List<List<Move>>> sequences() {
        return StoreSequences.sequencesOfBatches();
    }
}
