package io.portmaster.etcd;

import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a handshake with the members that are not used, every 10 s. So the node finds strangers among them, and members that
 * are well again.
 *
 * @param <C> the client that uses a connection
 */
final class MemberSurvey<C> {
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** A member that takes longer over its handshake is not well yet. */
    private static final Duration WELL_WITHIN = Duration.ofMillis(500);

    private final MemberList list;
    private final MemberConnector<C> connector;
    private final Function<Member, MemberConnection<C>> open;
    private final Consumer<MemberConnection<C>> close;
    private final Supplier<@Nullable Member> used;
    private final Consumer<MemberConnection<C>> well;
    private final Loop loop;
    private volatile boolean over;

    /**
     * @param open opens a connection to a member
     * @param close ends a connection
     * @param used the member that is used; null while a search for members is under way, since that tries all of them anyway
     * @param well receives the connection to each member that is well, and has to end it
     */
    MemberSurvey(
            MemberList list,
            MemberConnector<C> connector,
            Function<Member, MemberConnection<C>> open,
            Consumer<MemberConnection<C>> close,
            Supplier<@Nullable Member> used,
            Consumer<MemberConnection<C>> well,
            Loop loop) {
        this.list = list;
        this.connector = connector;
        this.open = open;
        this.close = close;
        this.used = used;
        this.well = well;
        this.loop = loop;
    }

    /** Surveys for the first time after 10 s. */
    void begin() {
        loop.after(EVERY, () -> {
            if (!over) {
                begin();
                list.refresh(() -> {});
                tryOthers();
            }
        });
    }

    /** Makes a handshake now with each member that is not used. */
    void tryOthers() {
        Member current = used.get();
        if (current != null && !over) {
            list.members().stream().filter(member -> !member.equals(current)).forEach(this::tryMember);
        }
    }

    private void tryMember(Member member) {
        MemberConnection<C> connection = open.apply(member);
        long begun = loop.nanos();
        connector
                .handshake(member, connection.client())
                .whenComplete((answer, error) -> loop.execute(() -> {
                    boolean soon = loop.nanos() - begun <= WELL_WITHIN.toNanos();
                    if (error == null && soon && !connection.isLost()) {
                        well.accept(connection);
                    } else {
                        close.accept(connection);
                    }
                }));
    }

    /** Ends the survey. May be called from any thread. */
    void end() {
        over = true;
    }
}
