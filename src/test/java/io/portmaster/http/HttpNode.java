package io.portmaster.http;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.ClientLeases;
import io.portmaster.allocation.Executions;
import io.portmaster.allocation.LeaseListener;
import io.portmaster.allocation.Queries;
import io.portmaster.cluster.Await;
import io.portmaster.commit.BatchListener;
import io.portmaster.commit.LeaseStore;
import io.portmaster.contract.InMemoryLeases;
import io.portmaster.contract.InMemoryStore;
import io.portmaster.domain.Space;
import io.portmaster.http.api.Probes;
import io.portmaster.http.server.Drain;
import io.portmaster.http.server.Limits;
import io.portmaster.http.server.Traffic;
import io.portmaster.loop.ThreadLoop;
import io.portmaster.registry.Registry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node without etcd: the real HTTP side and the real allocator, on a store in memory. */
public final class HttpNode implements AutoCloseable {
    public static final int OFFER_TTL = 1800;

    private static final Contract CONTRACT = Contract.load();

    public final ThreadLoop loop = new ThreadLoop();
    public final Registry registry = new Registry();
    public final InMemoryStore records;
    public final MoodyStore store;
    public final Allocator allocator;
    public final ClientLeases leases;
    public final Queries queries;
    public final Drain drain = new Drain();
    public final Traffic traffic = new Traffic();
    public final Frontend frontend;

    /** Why {@code /readyz} says that the node isn't ready; null if it is. */
    public volatile @Nullable String lack;

    /** The installation that {@code /readyz} names; null for none. */
    public volatile @Nullable String installation;

    /** The etcd addresses that {@code /readyz} warns of. */
    public volatile List<String> strangers = List.of();

    /** The answer of {@code /metrics} without gzip. */
    public volatile CompletionStage<String> metrics = CompletableFuture.completedFuture("portmaster_up 1\n");

    /** The answer of {@code /metrics} with gzip. */
    public volatile byte[] zippedMetrics = new byte[0];

    private final Limits limits;
    private final Vertx vertx = Vertx.vertx();
    private final Vertx elsewhere = Vertx.vertx();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private @Nullable RawConnection connection;

    public HttpNode() {
        this(2);
    }

    /** @param instances event loops that serve HTTP */
    public HttpNode(int instances) {
        this(instances, Limits.USUAL);
    }

    public HttpNode(int instances, Limits limits) {
        this(instances, limits, null);
    }

    /** @param certificate for TLS; null for none */
    public HttpNode(int instances, Limits limits, @Nullable KeyCertOptions certificate) {
        this.limits = limits;
        records = loop.call(() -> new InMemoryStore(loop, registry));
        store = new MoodyStore(records);
        Random random = new Random(42);
        LeaseStore leaseStore = new InMemoryLeases(loop, records::grant, records::revoke);
        Executions executions = new Executions(store, registry, loop, random, BatchListener.NONE);
        allocator = new Allocator(executions, random, OFFER_TTL);
        leases = new ClientLeases(executions, leaseStore, random, LeaseListener.NONE);
        queries = new Queries(executions, leaseStore);
        frontend = new Frontend(
                vertx,
                allocator,
                leases,
                queries,
                Space.DEFAULT,
                loop,
                new Said(),
                drain,
                traffic,
                this::answered,
                limits,
                certificate);
        await(frontend.listen("127.0.0.1", 0, instances));
    }

    private final class Said implements Probes {
        @Override
        public @Nullable String whyNotReady() {
            return lack;
        }

        @Override
        public @Nullable String installation() {
            return installation;
        }

        @Override
        public List<String> strangers() {
            return strangers;
        }

        @Override
        public CompletionStage<byte[]> scrape(boolean gzip) {
            return gzip
                    ? CompletableFuture.completedFuture(zippedMetrics)
                    : metrics.thenApply(text -> text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void answered(String method, String route, int status, long nanos) {
        answered.add(method + " " + route + " " + status);
    }

    /** Waits until the listener knows of all these answers. That may be a moment after the clients have them. */
    public void awaitWordOf(String... answers) {
        List<String> all = List.of(answers);
        Await.until("word of " + all, Duration.ofSeconds(10), () -> answered.containsAll(all));
    }

    public int port() {
        return frontend.port();
    }

    /** A second frontend of the same allocator, on event loops of its own. */
    public Frontend sibling() {
        return new Frontend(
                elsewhere,
                allocator,
                leases,
                queries,
                Space.DEFAULT,
                loop,
                new Said(),
                drain,
                traffic,
                this::answered,
                limits);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    public Answer post(String path, @Nullable String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer put(String path, @Nullable String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Answer patch(String path, @Nullable String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    /**
     * Sends a request over a connection that stays open for the next one. An answer that the contract doesn't allow
     * fails the test.
     *
     * @param body sent as {@code application/json}, unless a header says otherwise; null for none
     * @param headers as {@code Name: value}
     */
    public Answer send(String method, String path, @Nullable String body, String... headers) {
        try {
            if (connection == null || connection.isOver()) {
                connection = connect();
            }
            Answer answer = connection
                    .exchange(Requests.of(method, path, body, headers), method.equals("HEAD"))
                    .to(path);
            CONTRACT.check(method, path, answer);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        }
    }

    /** Sends these bytes over a connection of their own and reads one answer. */
    public Answer sendRaw(String request) {
        try (RawConnection once = connect()) {
            return once.exchange(request, false);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request, e);
        }
    }

    public RawConnection connect() throws IOException {
        return new RawConnection(port());
    }

    /** Creates the service {@code django} with this range. */
    public Answer createDjango(int start, int end) {
        return post(
                        "/v1/services",
                        "{\"name\":\"django\",\"description\":\"Django service\",\"start\":" + start + ",\"end\":" + end
                                + "}")
                .expect(201);
    }

    /** Makes an open offer of django. */
    public Answer offer(String name) {
        return post("/v1/services/django/offers", "{\"name\":\"" + name + "\"}").expect(201);
    }

    /** Makes an allocation of django. */
    public Answer allocate(String name) {
        return post("/v1/services/django/offers?accept=true", "{\"name\":\"" + name + "\"}")
                .expect(201);
    }

    /** Makes a lease of a client. */
    public Answer createLease(int ttl) {
        return post("/v1/leases", "{\"ttl\":" + ttl + "}").expect(201);
    }

    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        await(frontend.close(Duration.ZERO));
        await(vertx.close());
        await(elsewhere.close());
        loop.close();
    }
}
