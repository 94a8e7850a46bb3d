package io.portmaster.allocation;

import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.RequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * All changes that a node can be asked for; {@link Queries} has the reads. All methods are called on the loop. Every future
 * completes on the loop, before {@link RequestContext#PATIENCE} has passed since the caller came: with the answer, or with a
 * {@link RefusedException} that gives the reason.
 */
public final class Allocator {
    private final Executions executions;
    private final RandomGenerator random;
    private final int offerTtl;

    /**
     * @param random must be unpredictable, since secrets come from it
     * @param offerTtl seconds that an offer lasts at least if neither its request nor its service says anything
     */
    public Allocator(Executions executions, RandomGenerator random, int offerTtl) {
        this.executions = executions;
        this.random = random;
        this.offerTtl = offerTtl;
    }

    /** Gives ports to names, or finds those that an earlier request with the same idempotency key has got. */
    public CompletableFuture<Granted> offer(RequestContext caller, OfferRequest request) {
        return executions.change(caller, new OfferOperation(request, offerTtl, executions, random));
    }

    /** Turns the offer or the group that the secret belongs to into allocations, or moves these to another lease. */
    public CompletableFuture<Accepted> accept(RequestContext caller, AcceptRequest request) {
        return executions.change(caller, new AcceptOperation(request, executions.registry(), executions.loop()));
    }

    /**
     * Ends the offer or the group that the secret belongs to, or gives it other ports in place of its busy ones.
     *
     * @return the offer or the group as it is now, if the rejection asks for other ports; otherwise empty
     */
    public CompletableFuture<Optional<Granted>> reject(
            RequestContext caller, ServiceRef service, Secret secret, Rejection rejection, Precondition precondition) {
        return rejection.next()
                ? executions
                        .change(caller, new NextOperation(service, secret, rejection.busy(), precondition, executions))
                        .thenApply(Optional::of)
                : executions
                        .change(
                                caller,
                                RejectOperation.reject(service, secret, rejection.busy(), precondition, executions))
                        .thenApply(done -> Optional.empty());
    }

    /** Ends an offer, and the group that it belongs to, without the secret. */
    public CompletableFuture<Void> withdraw(
            RequestContext caller, ServiceRef service, PortReference port, Precondition precondition) {
        return executions.change(caller, RejectOperation.withdraw(service, port, precondition, executions));
    }

    /** Ends an allocation. */
    public CompletableFuture<Void> release(
            RequestContext caller, ServiceRef service, PortReference port, Precondition precondition) {
        return executions.change(caller, new ReleaseOperation(service, port, precondition, null, executions));
    }

    /**
     * Ends the cooling of a port, so that anybody can get it.
     *
     * @param precondition of the cooling's record
     */
    public CompletableFuture<Void> endCooling(
            RequestContext caller, ServiceRef service, int port, Precondition precondition) {
        return executions.change(caller, new EndCoolingOperation(service, port, precondition));
    }

    public CompletableFuture<ServiceStatus> createService(
            RequestContext caller, Space space, ServiceDefinition definition) {
        return executions.change(
                caller,
                new CreateServiceOperation(
                        space,
                        definition,
                        Uuids.random(random),
                        executions.loop().now(),
                        executions.registry()));
    }

    public CompletableFuture<ServiceStatus> changeService(
            RequestContext caller, ServiceRef service, ServiceChange change, Precondition precondition) {
        return executions.change(
                caller, new ChangeServiceOperation(service, change, precondition, executions.registry()));
    }

    /** @param force whether the offers, the allocations and the cooling of ports end too. Without force there must be none */
    public CompletableFuture<Void> deleteService(
            RequestContext caller, ServiceRef service, boolean force, Precondition precondition) {
        return executions.change(
                caller, new DeleteServiceOperation(service, force, precondition, executions.registry()));
    }

    /** Whether no change is under way. */
    public boolean isIdle() {
        return executions.isIdle();
    }
}
