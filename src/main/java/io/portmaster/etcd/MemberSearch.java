package io.portmaster.etcd;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks all members at once, each over a new connection, and tells of every one that can be used. New connections, since gRPC waits
 * longer and longer between its attempts to connect, and TCP between its attempts to send.
 *
 * @param <C> the client that speaks over a connection
 */
final class MemberSearch<C> {
    /** How often names are resolved anew. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** An election is over within a few such pauses. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(200);

    private final MemberList list;
    private final MemberConnector<C> connector;
    private final Function<Member, MemberConnection<C>> open;
    private final Consumer<MemberConnection<C>> close;
    private final Consumer<MemberConnection<C>> found;
    private final Consumer<Member> failed;
    private final Loop loop;
    private final Map<Member, MemberConnection<C>> candidates = new HashMap<>();
    private boolean over;

    /**
     * @param open opens a connection to a member
     * @param close ends a connection that is of no use
     * @param found is told of each member that can be used; the connection is the caller's then
     * @param failed is told each time that a member can't be used, or does not answer
     */
    MemberSearch(
            MemberList list,
            MemberConnector<C> connector,
            Function<Member, MemberConnection<C>> open,
            Consumer<MemberConnection<C>> close,
            Consumer<MemberConnection<C>> found,
            Consumer<Member> failed,
            Loop loop) {
        this.list = list;
        this.connector = connector;
        this.open = open;
        this.close = close;
        this.found = found;
        this.failed = failed;
        this.loop = loop;
    }

    void begin() {
        if (!over) {
            list.refresh(this::askAll);
            loop.after(ROUND, this::begin);
        }
    }

    /** Asks everybody who isn't being asked. The calls of a handshake have deadlines, so that none is asked for ever. */
    private void askAll() {
        list.members().forEach(this::ask);
    }

    private void ask(Member member) {
        if (over || candidates.containsKey(member) || !list.members().contains(member)) {
            return;
        }
        MemberConnection<C> connection = open.apply(member);
        candidates.put(member, connection);
        connector
                .handshake(member, connection.client())
                .whenComplete((answer, error) -> loop.execute(() -> {
                    if (!candidates.remove(member, connection)) {
                        return;
                    }
                    if (error == null && !connection.isLost()) {
                        found.accept(connection);
                    } else {
                        close.accept(connection);
                        failed.accept(member);
                        loop.after(ASK_AGAIN_AFTER, () -> ask(member));
                    }
                }));
    }

    /** Stops, and closes what is still being asked. */
    void end() {
        over = true;
        candidates.values().forEach(close);
        candidates.clear();
    }
}
