package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.PortReference;
import io.portmaster.allocation.PortStatus;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.domain.Name;
import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.loop.Futures;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Handles requests about single ports: finds and releases allocations, withdraws offers, and finds the holder of a port. */
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

    /** Releases an allocation, or withdraws an open offer if the request says so. */
    void delete(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Validated<PortReference> port = input.portOrName();
        boolean offered = input.choice("state", State.OFFERED.toString());
        Precondition precondition = input.ifMatch();
        input.refuseViolations();
        gateway.call(
                context,
                (allocator, request) -> {
                    CompletableFuture<Void> removal = offered
                            ? allocator.withdraw(request, gateway.service(service.get()), port.get(), precondition)
                            : allocator.release(request, gateway.service(service.get()), port.get(), precondition);
                    return port.get() instanceof PortReference.ByNumber && precondition.equals(Precondition.NONE)
                            ? removal.exceptionally(PortHandler::warnOfTheNextOwner)
                            : removal;
                },
                done -> answers.nothing(context));
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
        answers.json(context, 200, Bodies.of((Holding) found.entry().value()));
    }
}
