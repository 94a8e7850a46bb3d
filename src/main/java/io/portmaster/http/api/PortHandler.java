package io.portmaster.http.api;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.PortReference;
import io.portmaster.allocation.PortState;
import io.portmaster.allocation.PortStatus;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.loop.Futures;
import io.portmaster.loop.RequestContext;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Handles requests about single ports: finds and releases allocations, withdraws offers, ends the cooling of a port, and finds whose
 * a port is.
 */
public final class PortHandler {
    private final Gateway gateway;
    private final Answers answers;

    public PortHandler(Gateway gateway, Answers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    void find(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Validated<PortReference> port = input.portOrName();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) ->
                        queries.allocation(request, freshness, gateway.service(service.get()), port.get()),
                found -> answer(context, found));
    }

    /** Releases an allocation. If the request says so, withdraws an open offer, or ends the cooling of a port. */
    void delete(RoutingContext context) {
        Input input = new Input(context);
        String state = input.choice("state", List.of(PortState.OFFERED.toString(), PortState.COOLING.toString()));
        if (state == null) {
            remove(context, input, Allocator::release);
        } else if (state.equals(PortState.OFFERED.toString())) {
            remove(context, input, Allocator::withdraw);
        } else {
            endCooling(context, input);
        }
    }

    /** The end of an allocation, or of an offer. */
    @FunctionalInterface
    private interface Removal {
        CompletableFuture<Void> of(
                Allocator allocator,
                RequestContext request,
                ServiceRef service,
                PortReference port,
                Precondition precondition);
    }

    private void remove(RoutingContext context, Input input, Removal removal) {
        Validated<Name> service = input.service();
        Validated<PortReference> port = input.portOrName();
        Precondition precondition = input.ifMatch();
        input.refuseViolations();
        ServiceRef owner = gateway.service(service.get());
        PortReference sought = port.get();
        gateway.call(
                context,
                (allocator, request) -> {
                    CompletableFuture<Void> removed = removal.of(allocator, request, owner, sought, precondition);
                    return sought instanceof PortReference.ByNumber ? warned(removed, precondition) : removed;
                },
                done -> answers.nothing(context));
    }

    private void endCooling(RoutingContext context, Input input) {
        Validated<Name> service = input.service();
        Validated<Integer> port = input.portOnly();
        Precondition precondition = input.ifMatch();
        input.refuseViolations();
        ServiceRef owner = gateway.service(service.get());
        gateway.call(
                context,
                (allocator, request) ->
                        warned(allocator.endCooling(request, owner, port.get(), precondition), precondition),
                done -> answers.nothing(context));
    }

    private static CompletableFuture<Void> warned(CompletableFuture<Void> removed, Precondition precondition) {
        return precondition.equals(Precondition.NONE)
                ? removed.exceptionally(PortHandler::warnOfTheNextOwner)
                : removed;
    }

    /** Adds a warning: the same request, sent again with the number alone, could remove another owner's port. */
    private static Void warnOfTheNextOwner(Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        if (cause instanceof RefusedException no && no.refusal() instanceof Refusal.OutcomeUnknown) {
            throw new ProblemException(
                    Problem.outcomeUnknown(
                            "the number may have a new owner by now, so don't send this"
                                    + " again before you have looked whose it is. DELETE by name, or with If-Match, can be sent again"));
        }
        throw new CompletionException(cause);
    }

    void findHolder(RoutingContext context) {
        Input input = new Input(context);
        Validated<Integer> port = input.port();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.port(request, freshness, gateway.space(), port.get()),
                found -> answer(context, found));
    }

    private void answer(RoutingContext context, PortStatus found) {
        answers.tag(context, found.entry());
        answers.json(context, 200, Bodies.of(found));
    }
}
