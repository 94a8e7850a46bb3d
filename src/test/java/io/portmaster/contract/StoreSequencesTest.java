package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class StoreSequencesTest {
    private static final int SAMPLE = 3_000;
    private static final List<@Nullable Space> NO_SPACE = Collections.singletonList(null);

    private final Set<Attempt> tried = new HashSet<>();

    /** The outcome of a mutation of a kind in a space; of a lease in none. */
    private record Attempt(Mutation.Kind kind, @Nullable Space space, Class<? extends Outcome> outcome) {}

    /** The seed is fixed, so that the same sequences are drawn in every run. */
    @Property(tries = 1, seed = "20261127")
    void everyKindOfMutationCommitsAndConflictsInBothSpaces() {
        StoreSequences.sequencesOfBatches().sampleStream().limit(SAMPLE).forEach(this::walk);

        Set<Attempt> all = new HashSet<>();
        for (Mutation.Kind kind : Mutation.Kind.values()) {
            boolean ofLease = kind == Mutation.Kind.CREATE_LEASE
                    || kind == Mutation.Kind.REPLACE_LEASE_PAIR
                    || kind == Mutation.Kind.END_LEASE;
            for (Space space : ofLease ? NO_SPACE : StoreSequences.SPACES) {
                all.add(new Attempt(kind, space, Committed.class));
                all.add(new Attempt(kind, space, Conflict.class));
            }
        }
        assertThat(tried).containsAll(all);
    }

    private void walk(List<List<Move>> sequence) {
        Records records = new Records();
        Leases leases = new Leases(records.grant(), List.of(new Lease(100), new Lease(200)), new HashSet<>());
        leases.granted().forEach(records::grant);
        List<Snapshot> past = new ArrayList<>(List.of(Snapshot.of(records.all(), records.revision())));
        for (List<Move> moves : sequence) {
            for (Move move : moves) {
                if (move instanceof Move.ClientLeaseEnds end && leases.ended().add(end.in(leases))) {
                    records.expire(end.in(leases));
                }
                Mutation mutation = move.on(past.get(Math.max(0, past.size() - 1 - move.age())), leases);
                if (mutation != null) {
                    Outcome outcome = records.commit(List.of(mutation)).get(0);
                    Key first = mutation.conflictKeys().get(0);
                    Space space = first instanceof Key.InSpace in ? in.space() : null;
                    tried.add(new Attempt(mutation.kind(), space, outcome.getClass()));
                }
            }
            past.add(Snapshot.of(records.all(), records.revision()));
        }
    }
}
