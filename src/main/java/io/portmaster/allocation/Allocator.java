package io.portmaster.allocation;

import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.domain.Uuids;
import io.portmaster.loop.RequestContext;
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
    private final OfferOperation.Terms terms;

    /**
     * @param random must be unpredictable, since secrets come from it
     * @param offerTtl seconds that an offer lasts at least
     */
    public Allocator(Executions executions, RandomGenerator random, int offerTtl) {
        this.executions = executions;
        this.random = random;
        this.terms = new OfferOperation.Terms(offerTtl);
    }

    /** Gives a free port to a name. */
    public CompletableFuture<Granted> offer(RequestContext caller, OfferRequest request) {
        return executions.change(caller, new OfferOperation(request, terms, executions, random));
    }

    /** Turns the offer that the secret belongs to into an allocation. */
    public CompletableFuture<Accepted> accept(
            RequestContext caller, ServiceRef service, Secret secret, Precondition precondition) {
        return executions.change(caller, new AcceptOperation(service, secret, precondition, executions.loop()));
    }

    /** Ends the offer that the secret belongs to. */
    public CompletableFuture<Void> reject(
            RequestContext caller, ServiceRef service, Secret secret, Precondition precondition) {
        return executions.change(caller, RemoveOperation.reject(service, secret, precondition));
    }

    /** Ends an offer without its secret. */
    public CompletableFuture<Void> withdraw(
            RequestContext caller, ServiceRef service, PortReference port, Precondition precondition) {
        return executions.change(caller, RemoveOperation.withdraw(service, port, precondition));
    }

    /** Ends an allocation. */
    public CompletableFuture<Void> release(
            RequestContext caller, ServiceRef service, PortReference port, Precondition precondition) {
        return executions.change(caller, RemoveOperation.release(service, port, precondition));
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

    /** @param force whether the offers and allocations of the service end too. Without force the service must have none */
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
