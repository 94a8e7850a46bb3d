package io.portmaster.etcd;

import io.portmaster.commit.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks all members at once, each over a new connection, until one of them serves. New ones since gRPC waits longer and longer
 * between its tries to connect, and TCP between its tries to send.
 *
 * @param <C> the client
 */
final class Search<C> {
    /** A connection that has brought nothing by then is given up for a newer one. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** An election is over within some such pauses. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(200);

    private final Supplier<List<Line<C>>> openAll;
    private final Lines<C> lines;
    private final Consumer<Line<C>> close;
    private final Consumer<Line<C>> found;
    private final Loop loop;
    private List<Line<C>> candidates = List.of();
    private boolean over;

    /**
     * @param openAll a line to each member
     * @param close a line of those
     * @param found is told once, of one that serves; that one is the caller's now
     */
    Search(
            Supplier<List<Line<C>>> openAll,
            Lines<C> lines,
            Consumer<Line<C>> close,
            Consumer<Line<C>> found,
            Loop loop) {
        this.openAll = openAll;
        this.lines = lines;
        this.close = close;
        this.found = found;
        this.loop = loop;
    }

    void begin() {
        if (over) {
            return;
        }
        List<Line<C>> former = candidates;
        candidates = openAll.get();
        candidates.forEach(this::ask);
        former.forEach(close);
        loop.after(ROUND, this::begin);
    }

    /** Without a result. */
    void end() {
        over = true;
        candidates.forEach(close);
        candidates = List.of();
    }

    private void ask(Line<C> line) {
        lines.ask(line.client())
                .whenComplete((answer, error) -> loop.execute(() -> {
                    if (!candidates.contains(line)) {
                        return;
                    }
                    if (error == null) {
                        List<Line<C>> others = new ArrayList<>(candidates);
                        others.remove(line);
                        candidates = others;
                        end();
                        found.accept(line);
                    } else {
                        loop.after(ASK_AGAIN_AFTER, () -> askAgain(line));
                    }
                }));
    }

    private void askAgain(Line<C> line) {
        if (candidates.contains(line)) {
            ask(line);
        }
    }
}
