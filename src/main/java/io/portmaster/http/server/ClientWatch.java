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
 * Ends connections whose clients take too long, for one event loop. Vert.x's own timeouts count silence only: a client that sends
 * a byte now and then never exceeds them.
 *
 * <p>Time is counted in beats of the event loop. So a request needs no timer of its own, and a time in which the whole node stood
 * still doesn't count against its clients.
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
     * @param clients tells the clients to wait for
     * @param lastBeat the beat at which the wait ends in any case
     * @param over completes with true if no such client is left
     */
    private record Wait(Predicate<ClientConnection> clients, int lastBeat, Promise<Boolean> over) {}

    ClientWatch(Vertx vertx, ClientTimeouts timeouts, Traffic traffic) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.traffic = traffic;
        for (RequestPhase phase : RequestPhase.values()) {
            limits.put(phase, timeouts.beats(phase));
        }
    }

    /** Starts the beats. Call this method, as all others, on the event loop. */
    void start() {
        timer = vertx.setTimer(timeouts.beat().toMillis(), fired -> {
            beat();
            // The timer is set anew each time: a periodic one would make up for beats that were missed in a standstill.
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
     * Completes once no client is sending a request, or has just connected to send one.
     *
     * @param bound after which it completes in any case
     * @return true if no such client is left
     */
    Future<Boolean> awaitRequests(Duration bound) {
        return waitForNo(ClientConnection::isRequesting, bound);
    }

    /**
     * Completes once every client has taken the responses that were written for it.
     *
     * @param bound after which it completes in any case
     * @return true if all clients have
     */
    Future<Boolean> awaitResponsesTaken(Duration bound) {
        return waitForNo(ClientConnection::isTaking, bound);
    }

    /** Asks the senders of all streams to end them. */
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
            if (none || beat - wait.lastBeat() >= 0) {
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
