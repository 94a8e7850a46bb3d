package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ManualLoop;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.DeleteService;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.domain.Lease;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.registry.Registry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a mutation says of itself is what the oracle, which asks none, sees it do. */
class MutationEffectsTest {
    private final ManualLoop loop = new ManualLoop();
    private final Registry registry = new Registry();

    @Property(tries = 500)
    void aCommittedMutationLeavesBehindWhatItSaid(@ForAll("sequences") List<List<Move>> sequence) {
        InMemoryStore store = new InMemoryStore(loop, registry);
        Lease lease = Objects.requireNonNull(loop.await(store.lease(Duration.ofSeconds(Samples.TTL))))
                .orElseThrow();
        for (List<Move> moves : sequence) {
            for (Move move : moves) {
                Snapshot before = Snapshot.of(store.dump(), store.revision());
                Mutation mutation = move.on(before, lease);
                if (mutation == null) {
                    continue;
                }
                Outcome outcome =
                        loop.settle(store.commit(List.of(mutation))).join().get(0);
                Snapshot after = Snapshot.of(store.dump(), store.revision());
                if (outcome instanceof Committed committed) {
                    for (KeyState effect : mutation.effects(committed.revision())) {
                        assertThat(effect.revision()).isEqualTo(committed.revision());
                        assertThat(after.entries().get(effect.key())).isEqualTo(effect.entry());
                    }
                }
                if (!(mutation instanceof DeleteService delete && delete.force())) {
                    assertThat(changedKeys(before.entries(), after.entries())).isSubsetOf(mutation.writes());
                }
            }
        }
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
