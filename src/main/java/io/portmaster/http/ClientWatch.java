package io.portmaster.http;

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
 * Ends the connections of one event loop whose clients take too long. Vert.x knows timeouts for silence only, which a byte now
 * and then outwits.
 *
 * <p>Time is counted in beats, and a beat is a turn of the loop at least: so a request costs a look at a counter and no timer,
 * and a node that stood still for a while doesn't blame its clients for that.
 */
final class ClientWatch {
    private final Vertx vertx;
    private final Pace pace;
    private final Traffic traffic;
    private final Map<Due, Integer> limits = new EnumMap<>(Due.class);
    private final Set<Client> clients = new HashSet<>();
    private int beat;
    private long timer;

    /** Who waits until no client does something any more. */
    private final List<Wait> waits = new ArrayList<>();

    /**
     * @param clients those that it waits for
     * @param by the beat until which it waits
     * @param over is told whether there was none of them in the end
     */
    private record Wait(Predicate<Client> clients, int by, Promise<Boolean> over) {}

    ClientWatch(Vertx vertx, Pace pace, Traffic traffic) {
        this.vertx = vertx;
        this.pace = pace;
        this.traffic = traffic;
        for (Due due : Due.values()) {
            limits.put(due, pace.beats(due));
        }
    }

    /** Called on the event loop, as all else. */
    void start() {
        timer = vertx.setTimer(pace.beat().toMillis(), fired -> {
            beat();
            // Anew each time: beats that were missed in a standstill are not made up for.
            start();
        });
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    Client welcome(Channel channel) {
        Client client = new Client(channel, this);
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
        List<Client> all = new ArrayList<>(clients);
        for (Client client : all) {
            Due overdue = client.overdue();
            if (overdue != null) {
                traffic.add(overdue);
                client.dismiss(overdue);
            }
        }
        checkWaits();
    }

    /**
     * Completes once no client is about to ask or in the middle of it.
     *
     * @param bound after which it completes all the same
     * @return whether there was no such client in the end
     */
    Future<Boolean> quiet(Duration bound) {
        return waitForNo(Client::isAsking, bound);
    }

    /**
     * Completes once every client has taken the answers that it was given.
     *
     * @param bound after which it completes all the same
     * @return whether they all have
     */
    Future<Boolean> taken(Duration bound) {
        return waitForNo(Client::isTaking, bound);
    }

    private Future<Boolean> waitForNo(Predicate<Client> such, Duration bound) {
        Promise<Boolean> over = Promise.promise();
        waits.add(new Wait(such, beat + pace.beats(bound), over));
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

    /** For how many beats that may be due. */
    int limit(Due due) {
        return limits.getOrDefault(due, 0);
    }
}
