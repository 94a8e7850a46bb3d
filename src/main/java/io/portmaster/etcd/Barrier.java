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
 * Tells when the registry holds everything that etcd had acknowledged at the time of the call: rule 2 of src/docs/design.md.
 * The barrier sends a linearizable read after the call, and waits until the registry has reached the revision of that read. One
 * read is on its way at a time. All calls that come meanwhile share the next read.
 */
final class Barrier implements RevisionListener {
    /** While clients change records, the watch mostly brings the revision sooner by itself. */
    private static final Duration ASK_FOR_PROGRESS_AFTER = Duration.ofMillis(2);

    private static final Duration ASK_FOR_PROGRESS_EVERY = Duration.ofMillis(10);

    /** A watch that has brought nothing for this time counts as dead. */
    private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(2);

    /** The longest time of a round. Then it ends, and its barrier has not passed. */
    private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<CompletableFuture<Long>> linearizableRevision;
    private final Mirror mirror;
    private final Registry registry;
    private final Loop loop;
    private final StoreListener listener;

    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));
    private @Nullable Round inFlight;
    private @Nullable Round next;
    private boolean asking;

    /** When the newest read was sent whose barrier has passed. The registry was complete at that time. */
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
        // etcd may have answered the read in flight before this call. Only a later read proves anything.
        if (next == null) {
            next = new Round();
            // The tasks that already wait on the loop run first, so that requests which came together share one read.
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
            askForProgress(ASK_FOR_PROGRESS_AFTER);
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
            sendNextAfter(round);
        });
        linearizableRevision.get().whenComplete((revision, error) -> {
            if (error != null) {
                loop.after(Etcd.PAUSE_AFTER_FAILURE, () -> {
                    timeout.cancel();
                    round.end(false);
                    sendNextAfter(round);
                });
                return;
            }
            mirror.heard(revision, knownBefore);
            // A client that is answered now often sends its next request at once. That request shares the next read.
            loop.afterInput(() -> sendNextAfter(round));
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

    /** Sends the next round once this round's read is over, unless the next round was sent already. */
    private void sendNextAfter(Round over) {
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

    /** Asks the watch for progress, again and again while anybody waits. Restarts the mirror if the watch is dead. */
    private void askForProgress(Duration delay) {
        if (asking || waiters.isEmpty()) {
            return;
        }
        asking = true;
        loop.after(delay, () -> {
            asking = false;
            if (waiters.isEmpty()) {
                return;
            }
            long now = loop.nanos();
            boolean dead = waiters.stream().anyMatch(waiter -> now - waiter.since > WATCH_TIMEOUT.toNanos());
            if (dead) {
                waiters.forEach(waiter -> waiter.since = now);
                mirror.restart("its watch brought nothing for " + WATCH_TIMEOUT.toSeconds() + " s");
            } else {
                mirror.requestProgress();
            }
            askForProgress(ASK_FOR_PROGRESS_EVERY);
        });
    }

    @Override
    public void advanced(long revision) {
        List<Waiter> done = new ArrayList<>();
        while (!waiters.isEmpty() && waiters.peek().revision <= revision) {
            done.add(waiters.poll());
        }
        if (!done.isEmpty()) {
            // The registry's other listeners run first: what they keep is then as new as the registry.
            loop.execute(() -> done.forEach(waiter -> waiter.reached.complete(null)));
        }
    }

    @Override
    public void replaced() {
        if (!registry.isLoaded()) {
            // etcd was restored: the revisions that are waited for may never come. The next list is newer anyway.
            waiters.forEach(waiter -> waiter.revision = Registry.EMPTY);
            return;
        }
        // The watch is new, and gets its full time-out.
        waiters.forEach(waiter -> waiter.since = loop.nanos());
        advanced(registry.revision());
    }

    /** One read and all calls that share it. They are answered in the order in which they came. */
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
