package io.portmaster.etcd;

import io.portmaster.commit.StoreListener;
import io.portmaster.loop.Loop;
import io.portmaster.registry.Registry;
import io.portmaster.registry.RevisionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the registry is as new as a moment in time: a linearizable read that was sent after that moment gives a
 * revision, and the registry has to reach it. One read is in flight at a time; all who come meanwhile share the next.
 */
final class Barrier implements RevisionListener {
    /** In traffic the watch brings the revision by itself, mostly sooner. */
    private static final Duration ASK_FOR_PROGRESS_AFTER = Duration.ofMillis(2);

    private static final Duration ASK_FOR_PROGRESS_EVERY = Duration.ofMillis(10);

    /** A watch that brings nothing for so long is taken for dead. */
    private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(2);

    /** A round ends after that at the latest: those who still wait then ask again. */
    private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<CompletableFuture<Long>> linearizableRevision;
    private final Mirror mirror;
    private final Registry registry;
    private final Loop loop;
    private final StoreListener listener;

    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));
    private @Nullable Round inFlight;
    private @Nullable Round next;
    private boolean nudging;

    /** When the read was sent that last proved the registry complete. */
    private @Nullable Long currentAt;

    Barrier(
            Supplier<CompletableFuture<Long>> linearizableRevision,
            Mirror mirror,
            Registry registry,
            Loop loop,
            StoreListener listener) {
        this.linearizableRevision = linearizableRevision;
        this.mirror = mirror;
        this.registry = registry;
        this.loop = loop;
        this.listener = listener;
        registry.addRevisionListener(this);
    }

    /** See {@link io.portmaster.commit.Store#barrier}. */
    CompletableFuture<Boolean> pass() {
        // A read in flight may have been answered before this call: only one sent after it proves anything.
        if (next == null) {
            next = new Round();
            // Behind the tasks that already wait on the loop, so that requests which came together share one read.
            loop.execute(this::sendNext);
        }
        return next.join();
    }

    /** Completes when the registry has reached that revision, however long it takes. */
    CompletableFuture<Void> reached(long revision) {
        return waitFor(revision).reached;
    }

    private Waiter waitFor(long revision) {
        Waiter waiter = new Waiter(revision, loop.nanos());
        if (registry.revision() >= revision) {
            waiter.reached.complete(null);
        } else {
            waiters.add(waiter);
            nudge(ASK_FOR_PROGRESS_AFTER);
        }
        return waiter;
    }

    /** See {@link io.portmaster.commit.Store#staleness}. */
    @Nullable
    Duration staleness() {
        return currentAt == null ? null : Duration.ofNanos(loop.nanos() - currentAt);
    }

    private void send(Round round) {
        inFlight = round;
        long sentAt = loop.nanos();
        long knownBefore = mirror.newestKnown();
        Loop.Timer timeout = loop.after(ROUND_TIMEOUT, () -> {
            round.end(false);
            makeWayAfter(round);
        });
        linearizableRevision.get().whenComplete((revision, error) -> {
            if (error != null) {
                loop.after(Etcd.PAUSE_AFTER_FAILURE, () -> {
                    timeout.cancel();
                    round.end(false);
                    makeWayAfter(round);
                });
                return;
            }
            mirror.heard(revision, knownBefore);
            // Clients that are answered now often ask again at once: the next read is for them, too.
            loop.afterInput(() -> makeWayAfter(round));
            Waiter waiter = waitFor(revision);
            round.waiter = waiter;
            waiter.reached.thenRun(() -> {
                timeout.cancel();
                currentAt = currentAt == null || sentAt - currentAt > 0 ? Long.valueOf(sentAt) : currentAt;
                listener.barrier(Duration.ofNanos(loop.nanos() - sentAt));
                round.end(true);
            });
        });
    }

    /** The round's read is over: the next may go, unless it has gone already. */
    private void makeWayAfter(Round over) {
        if (!over.equals(inFlight)) {
            return;
        }
        inFlight = null;
        sendNext();
    }

    private void sendNext() {
        if (inFlight == null && next != null) {
            Round round = next;
            next = null;
            send(round);
        }
    }

    /** Keeps asking the watch for progress, and gives it up for dead in the end, for as long as anybody waits. */
    private void nudge(Duration delay) {
        if (nudging || waiters.isEmpty()) {
            return;
        }
        nudging = true;
        loop.after(delay, () -> {
            nudging = false;
            if (waiters.isEmpty()) {
                return;
            }
            long now = loop.nanos();
            boolean dead = waiters.stream().anyMatch(waiter -> now - waiter.since > WATCH_TIMEOUT.toNanos());
            if (dead) {
                waiters.forEach(waiter -> waiter.since = now);
                mirror.restart("its watch brought nothing for " + WATCH_TIMEOUT);
            } else {
                mirror.requestProgress();
            }
            nudge(ASK_FOR_PROGRESS_EVERY);
        });
    }

    @Override
    public void advanced(long revision) {
        List<Waiter> done = new ArrayList<>();
        while (!waiters.isEmpty() && waiters.peek().revision <= revision) {
            done.add(waiters.poll());
        }
        if (!done.isEmpty()) {
            // Behind the registry's other listeners: who waited will look at what they keep, too.
            loop.execute(() -> done.forEach(waiter -> waiter.reached.complete(null)));
        }
    }

    @Override
    public void replaced() {
        if (!registry.isLoaded()) {
            // History starts over: a revision of its former course may never come. The list that follows is newer than
            // everything that is waited for.
            waiters.forEach(waiter -> waiter.revision = Registry.EMPTY);
            return;
        }
        // The watch is a new one, and gets its time.
        waiters.forEach(waiter -> waiter.since = loop.nanos());
        advanced(registry.revision());
    }

    /** One read and all who share it, answered in the order they came. */
    private final class Round {
        private final List<CompletableFuture<Boolean>> members = new ArrayList<>();
        private @Nullable Waiter waiter;

        private CompletableFuture<Boolean> join() {
            CompletableFuture<Boolean> passed = new CompletableFuture<>();
            members.add(passed);
            return passed;
        }

        private void end(boolean passed) {
            if (waiter != null) {
                waiters.remove(waiter);
            }
            List<CompletableFuture<Boolean>> answered = List.copyOf(members);
            members.clear();
            answered.forEach(member -> member.complete(passed));
        }
    }

    private static final class Waiter {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private long revision;
        private long since;

        private Waiter(long revision, long since) {
            this.revision = revision;
            this.since = since;
        }

        private long revision() {
            return revision;
        }
    }
}
