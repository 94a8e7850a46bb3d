package io.portmaster.etcd;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Searches for members that can be used: makes a handshake with all members at once, until it is ended. Each handshake has a new
 * connection, since on an old one gRPC waits longer and longer between its attempts to connect, and TCP between its attempts to
 * send.
 *
 * @param <C> the client that uses a connection
 */
final class MemberSearch<C> {
    /** How often names are resolved again. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    /** The pause before a member that has failed gets another handshake. An election takes a few such pauses. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);

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
     * @param close ends a connection
     * @param found receives the connection to each member that can be used, and has to end it
     * @param failed is called each time that a member can't be used or doesn't answer
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
            list.refresh(this::tryAll);
            loop.after(ROUND, this::begin);
        }
    }

    /** Begins a handshake with each member that isn't in one. A handshake ends in any case, since its calls have deadlines. */
    private void tryAll() {
        list.members().forEach(this::tryMember);
    }

    private void tryMember(Member member) {
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
                        loop.after(RETRY_AFTER, () -> tryMember(member));
                    }
                }));
    }

    /** Ends the search and the handshakes that are under way. */
    void end() {
        over = true;
        candidates.values().forEach(close);
        candidates.clear();
    }
}
