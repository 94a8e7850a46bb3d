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
import org.jspecify.annotations.Nullable;

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

    /** Who waits until all have asked, and the beat until which it waits. */
    private @Nullable Promise<Void> quiet;

    private int quietBy;

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
        checkQuiet();
    }

    /**
     * Completes once no client is about to ask or in the middle of it.
     *
     * @param bound after which it completes all the same
     */
    Future<Void> quiet(Duration bound) {
        Promise<Void> promise = Promise.promise();
        quiet = promise;
        quietBy = beat + pace.beats(bound);
        checkQuiet();
        return promise.future();
    }

    private void checkQuiet() {
        if (quiet != null && (beat - quietBy >= 0 || clients.stream().noneMatch(Client::isAsking))) {
            quiet.complete();
            quiet = null;
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
