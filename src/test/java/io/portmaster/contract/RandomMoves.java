package io.portmaster.contract;

import io.portmaster.commit.Batch;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.contract.Move.LeaseEnds;
import io.portmaster.domain.Lease;
import io.portmaster.record.Entry;
import io.portmaster.record.KeyState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Makes moves on one store, a batch at a time, and tells the results in lines, so that two stores can be compared. */
final class RandomMoves {
    private final StoreUnderTest under;
    private final List<Snapshot> past = new ArrayList<>();

    /** The lease that the store gave last. It gives a lease that has ended again and again, until a claim on it fails. */
    private Lease lease = Lease.NONE;

    private Lease ended = Lease.NONE;

    /** Leases of clients, each with its companion. No other run has the same ones, since an etcd may serve several. */
    private final List<Lease> clients = List.of(Lease.random(new SecureRandom()), Lease.random(new SecureRandom()));

    private final Set<Lease> endedClients = new HashSet<>();

    RandomMoves(StoreUnderTest under) {
        this.under = under;
        leases().granted().forEach(under::grant);
        takeLease();
        look();
    }

    /** The outcomes of the moves, and the store's records after them. */
    List<String> take(List<Move> moves) {
        List<String> lines = new ArrayList<>();
        if (moves.contains(new LeaseEnds()) && !lease.equals(ended)) {
            under.revoke(lease);
            ended = lease;
        }
        for (Move move : moves) {
            if (move instanceof Move.ClientLeaseEnds end && endedClients.add(end.in(leases()))) {
                under.revoke(end.in(leases()));
            }
        }
        List<Mutation> batch = batch(moves);
        if (!batch.isEmpty()) {
            List<Outcome> outcomes = under.commit(batch);
            for (int i = 0; i < outcomes.size(); i++) {
                lines.add(batch.get(i).kind().label() + ": " + told(outcomes.get(i)));
            }
        }
        takeLease();
        look();
        lines.replaceAll(this::withoutNumbers);
        past.get(past.size() - 1).normalised(past).stream()
                .map(this::withoutNumbers)
                .sorted()
                .forEach(lines::add);
        return lines;
    }

    private Leases leases() {
        return new Leases(lease, clients, endedClients);
    }

    /** The line with names in place of the leases' numbers. */
    private String withoutNumbers(String line) {
        return line.replace(clients.get(0).toString(), "lease A")
                .replace(clients.get(1).toString(), "lease B")
                .replace(leases().spare(0).toString(), "spare A")
                .replace(leases().spare(1).toString(), "spare B");
    }

    /** The moves that may share a transaction: the first one, and each that fits the ones before it. */
    private List<Mutation> batch(List<Move> moves) {
        Batch batch = new Batch(under.store().limits());
        for (Move move : moves) {
            Mutation mutation = move.on(past.get(Math.max(0, past.size() - 1 - move.age())), leases());
            if (mutation != null) {
                batch.add(mutation);
            }
        }
        return batch.members();
    }

    private void takeLease() {
        Optional<Lease> granted = under.call(() -> under.store().lease(Duration.ofSeconds(StoreSequences.LEASES)));
        lease = granted.orElseThrow(() -> new AssertionError("no lease"));
    }

    private void look() {
        boolean caughtUp = under.call(() -> under.store().barrier());
        if (!caughtUp) {
            throw new AssertionError("the barrier did not pass");
        }
        long revision = under.call(
                () -> CompletableFuture.completedFuture(under.registry().revision()));
        past.add(Snapshot.of(under.dump(), revision));
    }

    private static String told(Outcome outcome) {
        if (outcome instanceof Outcome.Conflict conflict) {
            return "conflict, seeing "
                    + conflict.seen().stream().map(RandomMoves::told).sorted().toList();
        }
        return outcome instanceof Outcome.Committed ? "committed" : outcome.toString();
    }

    private static String told(KeyState state) {
        Entry<?> entry = state.entry();
        return state.key() + " = " + (entry == null ? "nothing" : entry.value());
    }
}
