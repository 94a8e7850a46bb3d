package io.portmaster.etcd;

import io.portmaster.commit.Loop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks all members at once, each over a new connection, and tells of every one that can be used. New connections, since gRPC waits
 * longer and longer between its attempts to connect, and TCP between its attempts to send.
 *
 * @param <C> the client that speaks over a connection
 */
final class MemberSearch<C> {
    /** After that all names are resolved anew, and a connection that has brought nothing is given up for a new one. */
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
    private final Set<MemberConnection<C>> candidates = new HashSet<>();
    private int round;
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
            list.refresh(this::beginRound);
            loop.after(ROUND, this::begin);
        }
    }

    private void beginRound() {
        if (over) {
            return;
        }
        round++;
        Set<MemberConnection<C>> former = new HashSet<>(candidates);
        candidates.clear();
        list.members().forEach(member -> ask(member, round));
        former.forEach(close);
    }

    private void ask(Member member, int inRound) {
        if (over || inRound != round) {
            return;
        }
        MemberConnection<C> connection = open.apply(member);
        candidates.add(connection);
        connector
                .ask(member, connection.client())
                .whenComplete((answer, error) -> loop.execute(() -> {
                    if (!candidates.remove(connection)) {
                        return;
                    }
                    if (error == null) {
                        found.accept(connection);
                    } else {
                        close.accept(connection);
                        failed.accept(member);
                        loop.after(ASK_AGAIN_AFTER, () -> ask(member, inRound));
                    }
                }));
    }

    /** Stops, and closes what is still being asked. */
    void end() {
        over = true;
        candidates.forEach(close);
        candidates.clear();
    }
}
