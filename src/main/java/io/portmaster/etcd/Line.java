package io.portmaster.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The way to one member: a client of it, and for how long it has been asked without any success.
 *
 * @param <C> the client
 */
final class Line<C> {
    /** On top of what silence is allowed: a first connection takes its time in a JVM that has just started. */
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(1);

    private final int member;
    private final C client;
    private int outstanding;
    private boolean failing;
    private Duration silence = FIRST_CONTACT.negated();

    /** @param member its number */
    Line(int member, C client) {
        this.member = member;
        this.client = client;
    }

    int member() {
        return member;
    }

    C client() {
        return client;
    }

    <T> CompletableFuture<T> call(Function<C, CompletableFuture<T>> request) {
        outstanding++;
        return request.apply(client);
    }

    /** A call has brought what it was made for. So the member works, and is in touch with the others. */
    void answered() {
        outstanding--;
        serves();
    }

    /** It is known to work from elsewhere. */
    void serves() {
        failing = false;
        silence = Duration.ZERO;
    }

    /** A call has failed, by itself or by an answer. */
    void failed() {
        outstanding--;
        failing = true;
    }

    /** That much time has gone by: a silence if somebody waits for an answer, or heard nothing but errors last. */
    void pass(Duration time) {
        if (outstanding > 0 || failing) {
            silence = silence.plus(time);
        }
    }

    Duration silence() {
        return silence;
    }
}
