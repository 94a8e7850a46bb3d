package io.portmaster.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One connection to a member, and for how long it has been asked without any success. A connection that is lost never comes back:
 * behind the same address somebody else may answer by then.
 *
 * @param <C> the client that speaks over it
 */
final class MemberConnection<C> {
    /** On top of what silence is allowed: a first connection takes its time in a JVM that has just started. */
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(1);

    private final Member member;
    private final C client;
    private int outstanding;
    private boolean failing;
    private boolean lost;
    private Duration silence = FIRST_CONTACT.negated();

    MemberConnection(Member member, C client) {
        this.member = member;
        this.client = client;
    }

    Member member() {
        return member;
    }

    C client() {
        return client;
    }

    <T> CompletableFuture<T> call(Function<C, CompletableFuture<T>> request) {
        outstanding++;
        return request.apply(client);
    }

    /** A call has brought what it was made for: the member works, and is in touch with a majority. */
    void answered() {
        outstanding--;
        serves();
    }

    /** The handshake has shown that the member works. */
    void serves() {
        failing = false;
        silence = Duration.ZERO;
    }

    /** A call has failed, by itself or by an answer. */
    void failed() {
        outstanding--;
        failing = true;
    }

    /** That much time has gone by. It counts as silence if a call waits for its answer, or if the last one failed. */
    void pass(Duration time) {
        if (outstanding > 0 || failing) {
            silence = silence.plus(time);
        }
    }

    /** Nothing more goes over it. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    Duration silence() {
        return silence;
    }
}
