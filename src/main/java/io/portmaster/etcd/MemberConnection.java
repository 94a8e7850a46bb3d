package io.portmaster.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One connection to a member, and for how long calls over it have had no success. A lost connection is never used again:
 * another etcd may answer at the same address by then.
 *
 * @param <C> the client that uses the connection
 */
final class MemberConnection<C> {
    /** How much longer a new connection may be silent: the first one takes its time in a JVM that has just started. */
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

    /** Takes note of a call's success: the member works, and is in touch with a majority. */
    void answered() {
        outstanding--;
        serves();
    }

    /** Takes note that the member works, as a handshake has shown. */
    void serves() {
        failing = false;
        silence = Duration.ZERO;
    }

    /** Takes note of a call's failure, with or without an answer. */
    void failed() {
        outstanding--;
        failing = true;
    }

    /** Counts the time as silence if a call waits for its answer, or if the last call failed. */
    void pass(Duration time) {
        if (outstanding > 0 || failing) {
            silence = silence.plus(time);
        }
    }

    /** Takes note that the connection is lost. */
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
