package io.portmaster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.domain.Secret;
import io.portmaster.wire.AcceptanceBody;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonObject;
import io.portmaster.wire.JsonWritable;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ProbeBody;
import io.portmaster.wire.RejectionBody;
import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client of a node's HTTP API, or of a load balancer in front of several nodes. Each call sends one request and waits for its
 * answer. The client never repeats a request by itself. Many threads may use it.
 *
 * <p>All methods throw {@link ProblemException} if the node answers with an error, and {@link IOException} if there is no answer,
 * or one that breaks the contract. After an {@code IOException} a change may have been carried out, unless it is a {@link
 * java.net.ConnectException} or a {@link java.net.http.HttpConnectTimeoutException}.
 */
public final class PortmasterClient {
    /** The cursor in a {@code Link} to the next page. */
    private static final Pattern NEXT = Pattern.compile("[?&]cursor=([^&>]*)[^>]*>; *rel=\"?next");

    private final Connection connection;
    private final boolean stale;

    /** @param base the address, such as {@code http://127.0.0.1:8080} */
    public PortmasterClient(URI base, Timeouts timeouts) {
        this(new Connection(base, timeouts), false);
    }

    private PortmasterClient(Connection connection, boolean stale) {
        this.connection = connection;
        this.stale = stale;
    }

    /**
     * A client whose reads are answered from the node's memory at once, even if etcd can't be reached. {@link Resource#age} says
     * how old such an answer may be.
     */
    public PortmasterClient stale() {
        return new PortmasterClient(connection, true);
    }

    /** A client for another address, which shares the threads and connections of this one. */
    public PortmasterClient at(URI base) {
        return new PortmasterClient(connection.at(base), stale);
    }

    // Services

    public Resource<ServiceBody> createService(ServiceDefinitionBody definition) throws ProblemException, IOException {
        return send("POST", Paths.SERVICES, definition, null, ServiceBody::read);
    }

    public Resource<ServiceBody> service(String service) throws ProblemException, IOException {
        return read(Paths.service(service), ServiceBody::read);
    }

    public Page<ServiceBody> services(Page.Start start) throws ProblemException, IOException {
        return page(Paths.SERVICES, start, ServiceBody::read);
    }

    /**
     * Replaces all that can be changed (PUT).
     *
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public Resource<ServiceBody> replaceService(String service, ServiceChangeBody change, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return send("PUT", Paths.service(service), change, ifMatch, ServiceBody::read);
    }

    /**
     * Changes what is given (PATCH).
     *
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public Resource<ServiceBody> changeService(String service, ServiceChangeBody change, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return send("PATCH", Paths.service(service), change, ifMatch, ServiceBody::read);
    }

    /**
     * Deletes the service.
     *
     * @param force deletes its offers and allocations too; without it, a service that has some isn't deleted
     * @param ifMatch entity tag that the service must still have; null for any
     */
    public void deleteService(String service, boolean force, @Nullable String ifMatch)
            throws ProblemException, IOException {
        delete(Paths.with(force ? "force=true" : null, Paths.service(service)), ifMatch);
    }

    // Offers

    /**
     * Asks for a port.
     *
     * @param name of the instance
     * @param key makes the request safe to repeat ({@code Idempotency-Key}, 16 to 128 visible characters); null for none
     * @return the offer; if the key was used before, that earlier offer, or the allocation that it has become
     */
    public Resource<HoldingBody> offer(String service, String name, @Nullable String key)
            throws ProblemException, IOException {
        return offer(service, new OfferRequestBody(name), key);
    }

    /** Asks for a port as {@link #offer(String, String, String)} does, with wishes. */
    public Resource<HoldingBody> offer(String service, OfferRequestBody wanted, @Nullable String key)
            throws ProblemException, IOException {
        return ask(Paths.offers(service), wanted, key, null, HoldingBody::read);
    }

    /** Asks for a port as {@link #offer} does. The node accepts the offer in the same transaction. */
    public Resource<HoldingBody> offerAccepted(String service, String name, @Nullable String key)
            throws ProblemException, IOException {
        return offerAccepted(service, new OfferRequestBody(name), key, null);
    }

    /**
     * Asks for an allocation with wishes.
     *
     * @param ifMatch entity tag of the allocation that the key belongs to, which moves to the lease of this request; null to
     *     move nothing
     */
    public Resource<HoldingBody> offerAccepted(
            String service, OfferRequestBody wanted, @Nullable String key, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return ask(acceptedAtOnce(service), wanted, key, ifMatch, HoldingBody::read);
    }

    /**
     * Asks for a port for each of several names, all or none.
     *
     * @param wanted with a list of names
     * @param key null for none
     */
    public Resource<GroupBody> offerGroup(String service, OfferRequestBody wanted, @Nullable String key)
            throws ProblemException, IOException {
        return ask(Paths.offers(service), wanted, key, null, GroupBody::read);
    }

    /** Asks for several allocations as {@link #offerGroup(String, OfferRequestBody, String)} asks for offers. */
    public Resource<GroupBody> offerGroupAccepted(
            String service, OfferRequestBody wanted, @Nullable String key, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return ask(acceptedAtOnce(service), wanted, key, ifMatch, GroupBody::read);
    }

    private static String acceptedAtOnce(String service) {
        return Paths.with("accept=true", Paths.offers(service));
    }

    private <T> Resource<T> ask(
            String path,
            OfferRequestBody wanted,
            @Nullable String key,
            @Nullable String ifMatch,
            Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        HttpRequest.Builder request = conditional(connection.request("POST", path, wanted), ifMatch);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return connection.send(request, response -> resource(response, reader));
    }

    public Resource<OfferBody> offer(String service, Secret secret) throws ProblemException, IOException {
        return read(Paths.offer(service, secret), OfferBody::read);
    }

    /** The open offers of the group that the secret belongs to. */
    public Resource<OfferGroupBody> offerGroup(String service, Secret secret) throws ProblemException, IOException {
        return read(Paths.offer(service, secret), OfferGroupBody::read);
    }

    public Page<OfferBody> offers(String service, Page.Start start) throws ProblemException, IOException {
        return offers(service, Filter.NONE, start);
    }

    /** The open offers that have the filter's labels. */
    public Page<OfferBody> offers(String service, Filter filter, Page.Start start)
            throws ProblemException, IOException {
        return page(filter.on(Paths.offers(service)), start, OfferBody::read);
    }

    public Resource<AllocationBody> accept(String service, Secret secret) throws ProblemException, IOException {
        return send("POST", accepting(service, secret), null, null, AllocationBody::read);
    }

    /**
     * Accepts an offer onto a lease, or moves its allocation to that lease.
     *
     * @param ifMatch entity tag of the allocation that moves; null to move nothing
     */
    public Resource<AllocationBody> accept(String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return send("POST", accepting(service, secret), new AcceptanceBody(lease), ifMatch, AllocationBody::read);
    }

    /** Accepts all offers of a group as {@link #accept(String, Secret, LeaseField, String)} accepts one. */
    public Resource<AllocationGroupBody> acceptGroup(
            String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return send("POST", accepting(service, secret), new AcceptanceBody(lease), ifMatch, AllocationGroupBody::read);
    }

    private static String accepting(String service, Secret secret) {
        return Paths.offer(service, secret) + "/accept";
    }

    /** Rejects an offer, or all of a group. */
    public void reject(String service, Secret secret) throws ProblemException, IOException {
        delete(Paths.offer(service, secret), null);
    }

    /** Rejects an offer, or all of a group, because ports are busy. */
    public void reject(String service, Secret secret, RejectionBody busy) throws ProblemException, IOException {
        connection.send(connection.request("POST", rejecting(service, secret), busy), HttpResponse::statusCode);
    }

    /** Rejects a busy port, and asks for another one under the same secret. */
    public Resource<OfferBody> next(String service, Secret secret, RejectionBody busy)
            throws ProblemException, IOException {
        return send("POST", nextOf(service, secret), busy, null, OfferBody::read);
    }

    /** Rejects busy ports of a group, and asks for other ones under the same secret. */
    public Resource<OfferGroupBody> nextOfGroup(String service, Secret secret, RejectionBody busy)
            throws ProblemException, IOException {
        return send("POST", nextOf(service, secret), busy, null, OfferGroupBody::read);
    }

    private static String rejecting(String service, Secret secret) {
        return Paths.offer(service, secret) + "/reject";
    }

    private static String nextOf(String service, Secret secret) {
        return Paths.with("next=true", rejecting(service, secret));
    }

    /** Ends an open offer without its secret, or the whole group that it belongs to. This is for operators. */
    public void withdraw(String service, String name) throws ProblemException, IOException {
        delete(Paths.with("state=offered", Paths.port(service, name)), null);
    }

    // Allocations

    /** The allocation of that name. */
    public Resource<AllocationBody> allocation(String service, String name) throws ProblemException, IOException {
        return read(Paths.port(service, name), AllocationBody::read);
    }

    /** The allocation of that port. */
    public Resource<AllocationBody> allocation(String service, int port) throws ProblemException, IOException {
        return allocation(service, Integer.toString(port));
    }

    public Page<AllocationBody> allocations(String service, Page.Start start) throws ProblemException, IOException {
        return allocations(service, Filter.NONE, start);
    }

    /** The allocations that have the filter's labels and lease. */
    public Page<AllocationBody> allocations(String service, Filter filter, Page.Start start)
            throws ProblemException, IOException {
        return page(filter.on(Paths.ports(service)), start, AllocationBody::read);
    }

    /** The offer or the allocation that has this port, in any service; or the port as it cools. */
    public Resource<PortBody> holder(int port) throws ProblemException, IOException {
        return read(Paths.holder(port), PortBody::read);
    }

    /** The ports in use of all services, by port. */
    public Page<PortBody> ports(Filter filter, Page.Start start) throws ProblemException, IOException {
        return page(filter.on(Paths.ALL_PORTS), start, PortBody::read);
    }

    /** Releases the allocation of that name. */
    public void release(String service, String name) throws ProblemException, IOException {
        delete(Paths.port(service, name), null);
    }

    /**
     * Releases the allocation of that port.
     *
     * @param ifMatch entity tag of the allocation, so that a repeated release can't end the next owner's; null for any
     */
    public void release(String service, int port, @Nullable String ifMatch) throws ProblemException, IOException {
        delete(Paths.port(service, Integer.toString(port)), ifMatch);
    }

    /** The cooling ports of a service, by port. */
    public Page<CoolingBody> coolingPorts(String service, Page.Start start) throws ProblemException, IOException {
        return page(Filter.inState("cooling").on(Paths.ports(service)), start, CoolingBody::read);
    }

    /**
     * Ends the cooling of a port. This is for operators.
     *
     * @param ifMatch entity tag of the cooling port; null for any
     */
    public void endCooling(String service, int port, @Nullable String ifMatch) throws ProblemException, IOException {
        delete(Paths.with("state=cooling", Paths.port(service, Integer.toString(port))), ifMatch);
    }

    // Leases

    public Resource<LeaseBody> createLease(LeaseDefinitionBody definition) throws ProblemException, IOException {
        return send("POST", Paths.LEASES, definition, null, LeaseBody::read);
    }

    /** Keeps the lease alive. Its {@code ttl} counts from when this request was sent. */
    public Resource<LeaseBody> renewLease(String lease) throws ProblemException, IOException {
        return send("POST", Paths.lease(lease) + "/renew", null, null, LeaseBody::read);
    }

    /** The lease, and the allocations on it. */
    public Resource<LeaseBody> lease(String lease) throws ProblemException, IOException {
        return read(Paths.lease(lease), LeaseBody::read);
    }

    /** The leases that have the filter's labels. */
    public Page<LeaseBody> leases(Filter filter, Page.Start start) throws ProblemException, IOException {
        return page(filter.on(Paths.LEASES), start, LeaseBody::read);
    }

    /** Ends the lease, and releases all that is on it. After {@value ProblemException#OUTCOME_UNKNOWN} ask again. */
    public void endLease(String lease) throws ProblemException, IOException {
        delete(Paths.lease(lease), null);
    }

    // Probes

    public ProbeBody alive() throws ProblemException, IOException {
        return probe(Paths.ALIVE);
    }

    /** @throws ProblemException if the node is not ready; its detail says why */
    public ProbeBody ready() throws ProblemException, IOException {
        return probe(Paths.READY);
    }

    /** The node's metrics in Prometheus' text format. */
    public String metrics() throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", Paths.METRICS, null), response -> new String(response.body(), UTF_8));
    }

    private ProbeBody probe(String path) throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", path, null), response -> Json.read(response.body(), ProbeBody::read));
    }

    private <T> Resource<T> read(String path, Function<JsonObject, T> reader) throws ProblemException, IOException {
        return connection.send(connection.request("GET", fresh(path), null), response -> resource(response, reader));
    }

    private <T> Page<T> page(String list, Page.Start start, Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", fresh(Paths.page(list, start)), null),
                response -> new Page<>(Json.readArray(response.body(), reader), next(response, start.limit())));
    }

    private static Page.@Nullable Start next(HttpResponse<byte[]> response, int limit) {
        return response.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(link -> new Page.Start(limit, URLDecoder.decode(link.group(1), UTF_8)))
                .orElse(null);
    }

    private String fresh(String path) {
        return Paths.with(stale ? "stale=true" : null, path);
    }

    private <T> Resource<T> send(
            String method,
            String path,
            @Nullable JsonWritable body,
            @Nullable String ifMatch,
            Function<JsonObject, T> reader)
            throws ProblemException, IOException {
        return connection.send(
                conditional(connection.request(method, path, body), ifMatch), response -> resource(response, reader));
    }

    private void delete(String path, @Nullable String ifMatch) throws ProblemException, IOException {
        connection.send(conditional(connection.request("DELETE", path, null), ifMatch), HttpResponse::statusCode);
    }

    private static HttpRequest.Builder conditional(HttpRequest.Builder request, @Nullable String ifMatch) {
        return ifMatch == null ? request : request.header("If-Match", ifMatch);
    }

    private static <T> Resource<T> resource(HttpResponse<byte[]> response, Function<JsonObject, T> reader) {
        return new Resource<>(
                Json.read(response.body(), reader),
                response.headers().firstValue("ETag").orElse(null),
                response.headers().firstValue("Idempotent-Replayed").isPresent(),
                response.headers()
                        .firstValue("Portmaster-Stale")
                        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                        .orElse(null));
    }

    /** The address that the client asks. */
    @Override
    public String toString() {
        return connection.base().toString();
    }
}
