package io.portmaster.etcd;

import io.portmaster.commit.Loop;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.StoreListener;
import io.portmaster.commit.StoreListener.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All calls go to one member, so that one that falls silent can be told. It is left once another one is known to serve, and
 * not before: while all are silent, as in an election, there is nowhere to go. What was sent to it and not answered fails, its
 * outcome unknown; what could not be sent is sent to the new one. Once the first member is well again all goes back to it, and
 * nothing fails for that.
 *
 * @param <C> the client
 */
final class LiveClient<C> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveClient.class);

    private static final int HOME = 0;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** With a call every half second at least, no member is silent for two seconds unnoticed. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(1);

    /**
     * For the member at hand, before another one is preferred: when a leader has been elected, or the whole machine was slow,
     * it answers just as soon.
     */
    private static final Duration HEAD_START = Duration.ofMillis(50);

    private static final Duration LOOK_HOME_EVERY = Duration.ofSeconds(10);

    /** A member that takes longer over one read is not well yet. */
    private static final Duration WELL_WITHIN = Duration.ofMillis(500);

    /** By then the deadlines have ended all of a client's calls. */
    private static final Duration CLOSE_FORMER_AFTER = CallInterceptor.DEADLINE.multipliedBy(2);

    private final int members;
    private final Lines<C> lines;
    private final Consumer<C> onHomecoming;
    private final Loop loop;
    private final StoreListener listener;
    private final Set<Line<C>> open = ConcurrentHashMap.newKeySet();
    private volatile Line<C> current;
    private volatile boolean closed;
    private @Nullable Search<C> search;

    /**
     * @param members how many there are; the first is where calls go while all is well
     * @param onHomecoming is told of the new client, on the loop, while the former one still works: for streams to move
     */
    LiveClient(int members, Lines<C> lines, Consumer<C> onHomecoming, Loop loop, StoreListener listener) {
        this.members = members;
        this.lines = lines;
        this.onHomecoming = onHomecoming;
        this.loop = loop;
        this.listener = listener;
        this.current = open(HOME);
        loop.execute(() -> {
            look(loop.nanos());
            lookHome();
        });
    }

    /** The client that calls go to now. */
    C get() {
        return current.client();
    }

    /**
     * Makes a call. Called on the loop, and completes in one of its tasks.
     *
     * @param request may be made twice, if the first time it was not sent
     */
    <T> CompletableFuture<T> call(Function<C, CompletableFuture<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        call(request, result);
        return result;
    }

    private <T> void call(Function<C, CompletableFuture<T>> request, CompletableFuture<T> result) {
        Line<C> line = current;
        line.call(request)
                .whenComplete((value, error) -> loop.execute(() -> {
                    if (error == null) {
                        answered(line);
                        result.complete(value);
                        return;
                    }
                    line.failed();
                    if (!line.equals(current) && EtcdErrors.definite(error) == Reason.NOT_SENT) {
                        call(request, result);
                    } else {
                        result.completeExceptionally(error);
                    }
                }));
    }

    private void answered(Line<C> line) {
        line.answered();
        if (line.equals(current)) {
            endSearch();
        }
    }

    private Line<C> open(int member) {
        // The line that the client belongs to is made after it.
        CompletableFuture<Line<C>> made = new CompletableFuture<>();
        Line<C> line =
                new Line<>(member, lines.open(member, () -> loop.execute(() -> made.thenAccept(this::disconnected))));
        open.add(line);
        made.complete(line);
        return line;
    }

    private void end(Line<C> line) {
        if (open.remove(line)) {
            lines.close(line.client());
        }
    }

    /** Listens for silence. */
    private void look(long before) {
        if (closed) {
            return;
        }
        long now = loop.nanos();
        Duration passed = Duration.ofNanos(now - before);
        // While the loop stood still nothing could be heard, whatever the member said.
        Duration most = LOOK_EVERY.multipliedBy(2);
        current.pass(passed.compareTo(most) > 0 ? most : passed);
        if (current.silence().compareTo(SILENT_AFTER) >= 0) {
            searchFor(Cause.SILENCE);
        }
        loop.after(LOOK_EVERY, () -> look(now));
    }

    private void disconnected(Line<C> line) {
        if (line.equals(current)) {
            searchFor(Cause.DISCONNECTED);
        }
    }

    private void searchFor(Cause cause) {
        if (search == null && !closed) {
            log.warn("etcd's member {} is of no use ({}): asking all of them", current.member(), cause);
            Search<C> begun = new Search<>(this::openAll, lines, this::end, line -> found(line, cause), loop);
            search = begun;
            begun.begin();
        }
    }

    private List<Line<C>> openAll() {
        return IntStream.range(0, members).mapToObj(this::open).toList();
    }

    private void found(Line<C> line, Cause cause) {
        Search<C> ended = search;
        loop.after(HEAD_START, () -> {
            if (search == null || !search.equals(ended) || closed) {
                end(line);
                return;
            }
            search = null;
            Line<C> former = current;
            replaceWith(line, cause);
            // What it has not answered fails now, so that what became of it is found out soon.
            end(former);
        });
    }

    private void replaceWith(Line<C> line, Cause cause) {
        log.warn("etcd's member {} serves from now on ({})", line.member(), cause);
        line.serves();
        current = line;
        listener.reconnected(cause);
    }

    private void lookHome() {
        if (closed) {
            return;
        }
        if (isAway()) {
            askHome();
        }
        loop.after(LOOK_HOME_EVERY, this::lookHome);
    }

    private boolean isAway() {
        return search == null && current.member() != HOME;
    }

    private void askHome() {
        Line<C> home = open(HOME);
        Loop.Timer timeout = loop.after(WELL_WITHIN, () -> end(home));
        lines.ask(home.client())
                .whenComplete((answer, error) -> loop.execute(() -> {
                    timeout.cancel();
                    if (error == null && open.contains(home) && isAway() && !closed) {
                        goHome(home);
                    } else {
                        end(home);
                    }
                }));
    }

    private void goHome(Line<C> home) {
        Line<C> former = current;
        replaceWith(home, Cause.HOMECOMING);
        onHomecoming.accept(home.client());
        loop.after(CLOSE_FORMER_AFTER, () -> end(former));
    }

    /** Ends all calls. May be called from any thread. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::end);
        loop.execute(this::endSearch);
    }

    private void endSearch() {
        if (search != null) {
            search.end();
            search = null;
        }
    }
}
