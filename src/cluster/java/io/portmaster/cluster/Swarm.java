package io.portmaster.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Thousands of clients on one event loop. Each keeps a connection of its own. */
final class Swarm implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClientAgent http = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(0));
    private final String host;
    private final int port;
    private final List<Member> members;

    /**
     * One client's answer.
     *
     * @param text the body
     * @param took from the request, or the connection's first packet before it, to the end of the answer
     */
    record Told(int status, String text, Duration took) {
        /** The status, and the code of a problem. */
        String brief() {
            return status < 400
                    ? Integer.toString(status)
                    : status + text.replaceAll(".*\"code\":(\"[a-z-]+\").*", " $1");
        }
    }

    /** @param address as {@code HOST:PORT} */
    Swarm(String address, int size) {
        this.host = address.substring(0, address.indexOf(':'));
        this.port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        this.members = IntStream.range(0, size).mapToObj(number -> new Member()).toList();
    }

    /**
     * Lets all clients post at once. A client without a connection makes one first.
     *
     * @param body by the client's number
     * @throws AssertionError if one gets no answer
     */
    List<Told> post(String path, IntFunction<String> body, Duration limit) {
        Promise<List<Told>> told = Promise.promise();
        loop.runOnContext(now -> Future.all(IntStream.range(0, members.size())
                        .mapToObj(number -> members.get(number).post(path, body.apply(number)))
                        .toList())
                .map(all -> all.<Told>list())
                .onComplete(told));
        return told.future()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    throw new AssertionError(summary(), failure);
                })
                .join();
    }

    /** For a failure: how many clients have reached each step, and the addresses of the clients that are stuck. */
    private String summary() {
        return members.stream().collect(Collectors.groupingBy(Member::stage, TreeMap::new, Collectors.counting()))
                + ", of whom these wait: "
                + members.stream()
                        .filter(Member::isWaiting)
                        .map(Member::address)
                        .limit(10)
                        .toList();
    }

    private final class Member {
        private static final String ANSWERED = "answered";

        // The thread that reports a failure reads this, too.
        private volatile String stage = "idle";
        private volatile @Nullable HttpClientConnection connection;

        Future<Told> post(String path, String body) {
            long asked = System.nanoTime();
            stage = "connecting";
            return connection()
                    .compose(open -> open.request(
                            new RequestOptions().setMethod(HttpMethod.POST).setURI(path)))
                    .map(request -> request.putHeader("Content-Type", "application/json"))
                    .compose(request -> exchange(request, body))
                    .map(told -> new Told(told.status(), told.text(), Duration.ofNanos(System.nanoTime() - asked)))
                    .onSuccess(told -> stage = ANSWERED)
                    .onFailure(failure -> stage = failure.toString());
        }

        private Future<Told> exchange(HttpClientRequest request, String body) {
            stage = "waiting for an answer";
            return request.send(body).compose(response -> {
                stage = "waiting for its body";
                return response.body().map(text -> new Told(response.statusCode(), text.toString(), Duration.ZERO));
            });
        }

        private Future<HttpClientConnection> connection() {
            HttpClientConnection made = connection;
            return made != null
                    ? Future.succeededFuture(made)
                    : http.connect(new HttpConnectOptions().setHost(host).setPort(port))
                            .onSuccess(open -> connection = open);
        }

        String stage() {
            return stage;
        }

        boolean isWaiting() {
            return !stage.equals(ANSWERED);
        }

        String address() {
            HttpClientConnection made = connection;
            return made == null ? "none" : made.localAddress().toString();
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
