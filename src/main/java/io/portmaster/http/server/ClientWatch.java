package io.portmaster.http.server;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Ends the connections of one event loop whose clients take too long. Vert.x has timeouts for silence only, and a client
 * that sends a byte now and then never meets them.
 *
 * <p>Time is counted in beats, and a beat is a turn of the loop at least: so a request costs a look at a counter and no timer,
 * and the time for which the whole node stood still doesn't count against its clients.
 */
final class ClientWatch {
    private final Vertx vertx;
    private final ClientTimeouts timeouts;
    private final Traffic traffic;
    private final Map<RequestPhase, Integer> limits = new EnumMap<>(RequestPhase.class);
    private final Set<ClientConnection> clients = new HashSet<>();
    private int beat;
    private long timer;

    /** The waits that have not ended yet. */
    private final List<Wait> waits = new ArrayList<>();

    /**
     * @param clients those that it waits for
     * @param by the beat until which it waits
     * @param over completes with whether there was none of them in the end
     */
    private record Wait(Predicate<ClientConnection> clients, int by, Promise<Boolean> over) {}

    ClientWatch(Vertx vertx, ClientTimeouts timeouts, Traffic traffic) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.traffic = traffic;
        for (RequestPhase phase : RequestPhase.values()) {
            limits.put(phase, timeouts.beats(phase));
        }
    }

    /** Called on the event loop, as all else. */
    void start() {
        timer = vertx.setTimer(timeouts.beat().toMillis(), fired -> {
            beat();
            // Set anew each time, so that beats that were missed in a standstill are not made up for.
            start();
        });
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    ClientConnection add(Channel channel) {
        ClientConnection client = new ClientConnection(channel, this);
        clients.add(client);
        traffic.connect();
        channel.closeFuture().addListener(closed -> {
            clients.remove(client);
            traffic.disconnect();
        });
        return client;
    }

    private void beat() {
        beat++;
        List<ClientConnection> all = new ArrayList<>(clients);
        for (ClientConnection client : all) {
            RequestPhase overdue = client.overdue();
            if (overdue != null) {
                traffic.add(overdue);
                client.dismiss(overdue);
            }
        }
        checkWaits();
    }

    /**
     * Completes once no client is about to send a request or in the middle of it.
     *
     * @param bound after which it completes in any case
     * @return whether there was no such client in the end
     */
    Future<Boolean> awaitRequests(Duration bound) {
        return waitForNo(ClientConnection::isRequesting, bound);
    }

    /**
     * Completes once every client has taken the responses that were written for it.
     *
     * @param bound after which it completes in any case
     * @return whether they all have
     */
    Future<Boolean> awaitResponsesTaken(Duration bound) {
        return waitForNo(ClientConnection::isTaking, bound);
    }

    /** Has all responses that go on for long ended by those who send them. */
    void endStreams() {
        List.copyOf(clients).forEach(ClientConnection::endStream);
    }

    private Future<Boolean> waitForNo(Predicate<ClientConnection> awaited, Duration bound) {
        Promise<Boolean> over = Promise.promise();
        waits.add(new Wait(awaited, beat + timeouts.beats(bound), over));
        checkWaits();
        return over.future();
    }

    private void checkWaits() {
        for (Wait wait : List.copyOf(waits)) {
            boolean none = clients.stream().noneMatch(wait.clients());
            if (none || beat - wait.by() >= 0) {
                waits.remove(wait);
                wait.over().complete(none);
            }
        }
    }

    /** The number of the present beat. */
    int now() {
        return beat;
    }

    /** The number of beats that the phase may last. */
    int limit(RequestPhase phase) {
        return limits.getOrDefault(phase, 0);
    }
}
