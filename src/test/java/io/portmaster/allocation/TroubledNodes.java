package io.portmaster.allocation;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.registry.Registry;
import io.portmaster.registry.RevisionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes on one store. Their mirrors fall behind, their requests and replies get lost, their batches stand still, and the
 * store's leader changes at random, while the clients of a test ask them. Former leaders go on, and end leases by what they
 * remember.
 */
final class TroubledNodes {
    /** The number of kinds of trouble. The numbers below it stand for them. */
    static final int KINDS = 10;

    private static final int ROUNDS_TO_REST = 8;

    /** Shows what the store holds at each moment. */
    final Registry truth = new Registry();

    final TestNode first;
    private final List<TestNode> nodes;
    private final Random random;
    private final Reason refusal;
    private final List<ScriptedStore.Held> held = new ArrayList<>();
    private @Nullable AssertionError failure;

    /**
     * @param refusal a reason that the store gives now and then, besides that a batch was fenced
     * @param onChange receives each change of the records
     */
    TroubledNodes(TestNode first, Random random, Reason refusal, Runnable onChange) {
        this.first = first;
        this.nodes = List.of(first, first.rival());
        this.random = random;
        this.refusal = refusal;
        first.records.sibling(truth);
        truth.addRevisionListener(new RevisionListener() {
            @Override
            public void advanced(long revision) {
                onChange.run();
            }

            @Override
            public void replaced() {}
        });
    }

    /**
     * The seeds of a run: some are the same in every run, some are new. The system property {@code portmaster.seeds} says how
     * many.
     */
    static LongStream seeds(String test) {
        long fresh = System.nanoTime();
        System.out.println(test + ": fresh seeds from " + fresh);
        int count = Integer.getInteger("portmaster.seeds", 100);
        return LongStream.concat(LongStream.range(0, 200), LongStream.range(fresh, fresh + count));
    }

    TestNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** @param kind the kind of trouble, below {@link #KINDS} */
    void make(int kind) {
        switch (kind) {
            case 0 -> any().records.pauseMirror();
            case 1, 2 -> any().records.stepMirror();
            case 3 -> any().records.resumeMirror();
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    mishap(any().store);
                }
            }
            case 5 -> any().store.settle();
            case 6 -> {
                if (!held.isEmpty()) {
                    letThrough(held.remove(random.nextInt(held.size())));
                }
            }
            case 7 -> first.advance(random.nextInt(400));
            case 8 -> {
                if (random.nextInt(4) == 0) {
                    first.leases.elect();
                }
            }
            case 9 -> first.leases.thawFormerLeader();
            default -> throw new IllegalArgumentException("no trouble of that kind: " + kind);
        }
    }

    private void mishap(ScriptedStore store) {
        switch (random.nextInt(5)) {
            case 0 -> store.loseReply();
            case 1 -> store.loseRequest();
            case 2 -> store.refuse(Reason.FENCED);
            case 3 -> store.refuse(refusal);
            default -> held.add(store.hold());
        }
    }

    private void letThrough(ScriptedStore.Held batch) {
        if (!batch.wasSent()) {
            held.add(batch);
        } else if (random.nextBoolean()) {
            batch.letThrough();
        } else {
            batch.loseReply();
        }
    }

    /** Lets the loop run a little. */
    void turn() {
        for (int turns = random.nextInt(8); turns > 0 && first.loop.runOne(); turns--) {
            // The task has run.
        }
    }

    /** Lets everything arrive and be known. */
    void comeToRest() {
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            List<ScriptedStore.Held> sent =
                    held.stream().filter(ScriptedStore.Held::wasSent).toList();
            held.removeAll(sent);
            sent.forEach(ScriptedStore.Held::letThrough);
            nodes.forEach(node -> node.store.settle());
            first.advance(1_000);
        }
        assertNothingFailed();
    }

    /** Keeps the first failure: a future would hide it. */
    void fail(AssertionError error) {
        failure = failure == null ? error : failure;
    }

    void assertNothingFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    /** The refusal of a request. */
    static Refusal refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof RefusedException refused) {
            return refused.refusal();
        }
        throw new AssertionError("a fault", cause);
    }
}
