package io.portmaster.etcd;

import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.StoreListener;
import io.portmaster.commit.StoreListener.Cause;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all calls to one member, and chooses that member.
 *
 * <p>A silent member is left once another member is known to work, and not before: in an election all members are silent for a
 * while. Calls that the silent member has not answered then fail, with an unknown outcome. Calls that were not sent go to the
 * new member.
 *
 * <p>A member is left at once if its connection is lost, or if it turns out to be of another installation. Calls then wait until
 * another member is found.
 *
 * <p>The node's home is the first member of the list. When it is well again, all calls go back to it, and no call fails for that.
 *
 * @param <C> the client that uses a connection
 */
final class FailoverClient<C> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FailoverClient.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** The store makes a call every half second at least. So a silent member is noticed within two seconds. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(1);

    /**
     * How long the first member that is found waits for two better ones: the current member, which may answer at the same
     * moment, after an election or when the machine was slow, and the home.
     */
    private static final Duration WAIT_FOR_BETTER = Duration.ofMillis(50);

    /** How long the first member waits for the home at the start: a JVM that has just started is slow. */
    private static final Duration WAIT_FOR_BETTER_AT_START = Duration.ofMillis(500);

    /** How long the former client stays open. All its calls have ended by then, by their deadlines. */
    private static final Duration CLOSE_FORMER_AFTER = CallInterceptor.DEADLINE.multipliedBy(2);

    private final MemberList list;
    private final MemberConnector<C> connector;
    private final Consumer<C> onFailback;
    private final Loop loop;
    private final StoreListener listener;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final Set<MemberConnection<C>> open = ConcurrentHashMap.newKeySet();
    private final WaitingCalls waiting = new WaitingCalls();
    private final List<MemberConnection<C>> found = new ArrayList<>();
    private final MemberSurvey<C> survey;
    private @Nullable MemberConnection<C> current;
    private @Nullable MemberSearch<C> search;
    private Cause cause = Cause.DISCONNECTED;

    /** Whether this search has tried the home in vain. */
    private boolean homeHasFailed;

    private volatile boolean closed;

    /** @param onFailback moves streams to the new client, on the loop. The former client still works then */
    FailoverClient(
            MemberList list, MemberConnector<C> connector, Consumer<C> onFailback, Loop loop, StoreListener listener) {
        this.list = list;
        this.connector = connector;
        this.onFailback = onFailback;
        this.loop = loop;
        this.listener = listener;
        this.survey = new MemberSurvey<>(list, connector, this::open, this::end, this::settledOn, this::isWell, loop);
        loop.execute(() -> {
            search();
            look(loop.nanos());
            survey.begin();
        });
    }

    /** Completes on the loop once the first member is found. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** The client that calls go to now; null while no member is known. */
    @Nullable
    C get() {
        return current == null ? null : current.client();
    }

    /**
     * Makes a call. Called on the loop, and completes in a task of the loop.
     *
     * @param request makes the call. It runs again if the call was not sent
     */
    <T> CompletableFuture<T> call(Function<C, CompletableFuture<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        call(request, result, loop.nanos() + CallInterceptor.DEADLINE.toNanos());
        return result;
    }

    private <T> void call(Function<C, CompletableFuture<T>> request, CompletableFuture<T> result, long deadline) {
        MemberConnection<C> connection = current;
        if (connection == null) {
            await(request, result, deadline);
            return;
        }
        connection
                .call(request)
                .whenComplete((value, error) -> loop.execute(() -> {
                    if (error == null) {
                        answered(connection);
                        result.complete(value);
                        return;
                    }
                    connection.failed();
                    if (EtcdErrors.cause(error, StrangerException.class) != null) {
                        leave(connection, Cause.STRANGER);
                    }
                    if (!connection.equals(current) && EtcdErrors.definite(error) == Reason.NOT_SENT) {
                        call(request, result, deadline);
                    } else {
                        result.completeExceptionally(error);
                    }
                }));
    }

    private <T> void await(Function<C, CompletableFuture<T>> request, CompletableFuture<T> result, long deadline) {
        if (closed || loop.nanos() - deadline >= 0) {
            result.completeExceptionally(new CallInterceptor.NotSentException());
        } else {
            waiting.add(
                    () -> call(request, result, deadline),
                    () -> result.completeExceptionally(new CallInterceptor.NotSentException()),
                    deadline);
        }
    }

    private void answered(MemberConnection<C> connection) {
        connection.answered();
        if (connection.equals(current)) {
            endSearch();
        }
    }

    private MemberConnection<C> open(Member member) {
        // The callback passes on the connection. But connector.open wants the callback first, so it gets a future.
        CompletableFuture<MemberConnection<C>> made = new CompletableFuture<>();
        MemberConnection<C> connection = new MemberConnection<>(
                member, connector.open(member, () -> loop.execute(() -> made.thenAccept(this::lost))));
        open.add(connection);
        made.complete(connection);
        return connection;
    }

    private void end(MemberConnection<C> connection) {
        if (open.remove(connection)) {
            connector.close(connection.client());
        }
    }

    /** Measures the silence of the current member, and ends the calls that have waited for too long. */
    private void look(long before) {
        if (closed) {
            return;
        }
        long now = loop.nanos();
        if (current != null) {
            Duration passed = Duration.ofNanos(now - before);
            // The loop could read no answer while it stood still. That time is no silence of the member.
            Duration most = LOOK_EVERY.multipliedBy(2);
            current.pass(passed.compareTo(most) > 0 ? most : passed);
            if (current.silence().compareTo(SILENT_AFTER) >= 0) {
                searchFor(Cause.SILENCE);
            }
        }
        waiting.giveUpLate(now);
        loop.after(LOOK_EVERY, () -> look(now));
    }

    private void lost(MemberConnection<C> connection) {
        connection.lose();
        if (found.remove(connection)) {
            end(connection);
        }
        leave(connection, Cause.DISCONNECTED);
    }

    /** Sends nothing more over that connection. Calls that were sent over it may still be answered. */
    private void leave(MemberConnection<C> connection, Cause why) {
        if (connection.equals(current) && !closed) {
            current = null;
            loop.after(CLOSE_FORMER_AFTER, () -> end(connection));
            endSearch();
            log.atWarn()
                    .addKeyValue("member", connection.member().label())
                    .log("etcd at {} is not used any more: {}", connection.member(), words(why));
            cause = why;
            search();
        }
    }

    private void searchFor(Cause why) {
        if (search == null && !closed && current != null) {
            log.atWarn()
                    .addKeyValue("member", current.member().label())
                    .log("etcd at {} does not answer: this node asks all addresses", current.member());
            cause = why;
            search();
        }
    }

    private void search() {
        if (!closed) {
            MemberSearch<C> begun =
                    new MemberSearch<>(list, connector, this::open, this::end, this::found, this::failed, loop);
            search = begun;
            homeHasFailed = false;
            begun.begin();
        }
    }

    private void found(MemberConnection<C> connection) {
        MemberSearch<C> during = search;
        found.add(connection);
        if (current == null && (isHome(connection.member()) || homeHasFailed)) {
            choose(during);
        } else if (found.size() == 1) {
            loop.after(connected.isDone() ? WAIT_FOR_BETTER : WAIT_FOR_BETTER_AT_START, () -> choose(during));
        }
    }

    private void failed(Member member) {
        if (isHome(member)) {
            homeHasFailed = true;
            if (current == null) {
                choose(search);
            }
        }
    }

    private boolean isHome(Member member) {
        return !list.members().isEmpty() && member.equals(list.members().get(0));
    }

    private void choose(@Nullable MemberSearch<C> during) {
        if (search == null || !search.equals(during) || found.isEmpty() || closed) {
            return;
        }
        MemberConnection<C> chosen =
                found.stream().filter(each -> isHome(each.member())).findFirst().orElse(found.get(0));
        found.remove(chosen);
        MemberConnection<C> former = current;
        replaceWith(chosen);
        endSearch();
        if (former != null) {
            // Calls that the former member has not answered fail now, so that their outcome is settled soon.
            end(former);
        }
        waiting.sendAll();
        if (connected.complete(null)) {
            // The search has not waited for all members. The survey finds the strangers among them.
            loop.after(LOOK_EVERY, survey::tryOthers);
        }
    }

    private void replaceWith(MemberConnection<C> connection) {
        connection.serves();
        current = connection;
        if (connected.isDone()) {
            log.atWarn()
                    .addKeyValue("member", connection.member().label())
                    .log("etcd at {} is used from now on", connection.member());
            listener.reconnected(cause);
        } else {
            log.atInfo()
                    .addKeyValue("member", connection.member().label())
                    .log("etcd at {} is used", connection.member());
        }
    }

    private static String words(Cause why) {
        return switch (why) {
            case SILENCE -> "it does not answer";
            case DISCONNECTED -> "the connection was lost";
            case STRANGER -> "it is of another installation";
            case FAILBACK -> "the address that this node prefers is well again";
        };
    }

    /** The member that is used; null while a search for another one is under way, or the client is closed. */
    private @Nullable Member settledOn() {
        return search == null && current != null && !closed ? current.member() : null;
    }

    private void isWell(MemberConnection<C> connection) {
        Member used = settledOn();
        if (used != null && !isHome(used) && isHome(connection.member()) && open.contains(connection)) {
            goHome(connection);
        } else {
            end(connection);
        }
    }

    private void goHome(MemberConnection<C> home) {
        MemberConnection<C> former = current;
        cause = Cause.FAILBACK;
        replaceWith(home);
        onFailback.accept(home.client());
        if (former != null) {
            loop.after(CLOSE_FORMER_AFTER, () -> end(former));
        }
    }

    /** Ends all calls. May be called from any thread. */
    @Override
    public void close() {
        closed = true;
        survey.end();
        open.forEach(this::end);
        loop.execute(() -> {
            endSearch();
            waiting.giveUpAll();
        });
    }

    private void endSearch() {
        if (search != null) {
            search.end();
            search = null;
        }
        found.forEach(this::end);
        found.clear();
    }
}
