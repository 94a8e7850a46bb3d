package io.portmaster.traffic;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.UnexpectedAnswerException;
import io.portmaster.cluster.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request and the answer that decides it. The client repeats a request, at any node, until the answer says what has happened.
 *
 * @param answer null if the request was refused
 * @param refusal the problem's code; null for a yes
 * @param asked when the request was sent the first time
 * @param answered when the last answer had come
 * @param repeated whether an earlier try may have been carried out
 */
record Exchange<T>(
        @Nullable T answer, @Nullable String refusal, String detail, long asked, long answered, boolean repeated) {
    private static final Set<String> NOTHING_HAPPENED = Set.of("store-unavailable", "overloaded", "draining");
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MOST_TRIES = 200;

    /** A request to a node. */
    @FunctionalInterface
    interface Call<T> {
        T at(PortmasterClient node) throws ProblemException, IOException;
    }

    /** A request whose answer says nothing but yes. */
    @FunctionalInterface
    interface Order {
        void at(PortmasterClient node) throws ProblemException, IOException;
    }

    /** @param kind of the request, for the tally */
    static <T> Exchange<T> of(String kind, List<PortmasterClient> nodes, Random random, Tally tally, Call<T> call) {
        long asked = Moment.now();
        boolean repeated = false;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            PortmasterClient node = nodes.get(random.nextInt(nodes.size()));
            try {
                T answer = call.at(node);
                tally.count(kind, "yes");
                return new Exchange<>(answer, null, "", asked, Moment.now(), repeated);
            } catch (ProblemException e) {
                tally.count(kind, e.code());
                boolean unknown = e.code().equals(ProblemException.OUTCOME_UNKNOWN);
                if (!unknown && !NOTHING_HAPPENED.contains(e.code())) {
                    String detail = String.valueOf(e.getMessage());
                    return new Exchange<>(null, e.code(), detail, asked, Moment.now(), repeated);
                }
                repeated |= unknown;
            } catch (ConnectException e) {
                tally.count(kind, "no connection");
            } catch (UnexpectedAnswerException e) {
                throw new AssertionError(kind + " at " + node + ": " + e.getMessage(), e);
            } catch (IOException e) {
                tally.count(kind, "no answer");
                repeated = true;
            }
            Await.pass(PAUSE);
        }
        throw new AssertionError("no node could say what became of: " + kind);
    }

    boolean isYes() {
        return refusal == null;
    }

    T body() {
        if (answer == null) {
            throw new IllegalStateException("refused: " + detail);
        }
        return answer;
    }
}
