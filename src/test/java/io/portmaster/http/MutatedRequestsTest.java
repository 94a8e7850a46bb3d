package io.portmaster.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MutatedRequestsTest {
    private static final String SEED = "portmaster.test.seed";
    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 4;

    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

    @Test
    void tenThousandMutatedRequestsGiveNo5xxAndLeaveTheNodeServing() throws Exception {
        long seed = Long.getLong(SEED, ThreadLocalRandom.current().nextLong());
        System.out.println("-D" + SEED + "=" + seed);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (HttpNode node = new HttpNode();
                LogCapture log = new LogCapture("io", Level.WARN)) {
            node.createDjango(5000, 5099);

            for (var client : clients.invokeAll(IntStream.range(0, CLIENTS)
                    .<Callable<Void>>mapToObj(i -> () -> send(node, new Mutator(new Random(seed + i))))
                    .toList())) {
                client.get();
            }

            System.out.println("answers by status: " + new TreeMap<>(statuses));
            assertThat(log.lines(Level.WARN)).isEmpty();
            assertThat(statuses.keySet()).contains(200, 201, 400, 404, 405, 409, 413, 414, 415, 431);
            node.post("/v1/services", "{\"name\":\"rails\",\"start\":7000,\"end\":7001}")
                    .expect(201);
            String offer = node.post("/v1/services/rails/offers", "{\"name\":\"web-01\"}")
                    .expect(201)
                    .location();
            node.post(offer + "/accept", null).expect(201);
            node.delete("/v1/services/rails/ports/web-01").expect(204);
        } finally {
            clients.shutdownNow();
        }
    }

    private Void send(HttpNode node, Mutator mutator) throws IOException {
        RawConnection kept = node.connect();
        try {
            for (int i = 0; i < REQUESTS / CLIENTS; i++) {
                Mutator.Request request = mutator.next();
                if (!request.whole()) {
                    sendBroken(node, request);
                    continue;
                }
                if (kept.isOver()) {
                    kept.close();
                    kept = node.connect();
                }
                judge(request, receiveWhole(kept, request));
            }
        } finally {
            kept.close();
        }
        return null;
    }

    private static Answer receiveWhole(RawConnection connection, Mutator.Request request) {
        try {
            return connection.exchange(request.bytes(), false);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + shown(request), e);
        }
    }

    /**
     * Sends a request that may have no end, and closes the sending direction. It may hold several requests, so several answers
     * may come.
     */
    private void sendBroken(HttpNode node, Mutator.Request request) {
        try (RawConnection connection = node.connect()) {
            connection.send(request.bytes());
            connection.sayNoMore();
            while (!connection.isOver()) {
                judge(request, connection.receive());
            }
        } catch (EOFException | SocketException e) {
            // The node may close a connection without a request.
        } catch (IOException e) {
            throw new AssertionError("the connection hangs after " + shown(request), e);
        }
    }

    private void judge(Mutator.Request request, Answer answer) {
        statuses.merge(answer.status(), 1, Integer::sum);
        if (answer.status() >= 500) {
            throw new AssertionError(answer + " came for " + shown(request));
        }
        if (answer.status() >= 400) {
            answer.code();
        }
        if (answer.status() >= 200) {
            assertThat(answer.header("X-Request-Id")).as("of %s", answer).isNotEmpty();
        }
    }

    private static String shown(Mutator.Request request) {
        String text = request.bytes();
        return text.length() < 1000 ? text : text.substring(0, 1000) + "... of " + text.length();
    }
}
