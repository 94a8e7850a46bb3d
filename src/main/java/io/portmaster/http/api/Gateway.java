package io.portmaster.http.api;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.ClientLeases;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Queries;
import io.portmaster.allocation.Reading;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.http.server.Admission;
import io.portmaster.http.server.Admission.Place;
import io.portmaster.http.server.OverloadedException;
import io.portmaster.http.server.VertxInternals;
import io.portmaster.loop.Futures;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Passes a request from its own event loop to the allocator's, and brings the result back. No other class of this package calls
 * the allocator.
 */
public final class Gateway {
    private static final CharSequence AGE = HttpHeaders.createOptimized("Portmaster-Stale");

    private final Allocator allocator;
    private final ClientLeases leases;
    private final Queries queries;
    private final Space space;
    private final Loop loop;
    private final Admission admission;

    /** @param space the space that this node serves */
    public Gateway(
            Allocator allocator, ClientLeases leases, Queries queries, Space space, Loop loop, Admission admission) {
        this.allocator = allocator;
        this.leases = leases;
        this.queries = queries;
        this.space = space;
        this.loop = loop;
        this.admission = admission;
    }

    /** The space that this node serves. It is the same for all requests. */
    Space space() {
        return space;
    }

    /** The service of this name in the node's space. */
    ServiceRef service(Name name) {
        return new ServiceRef(space, name);
    }

    /**
     * Calls a use case for this request, and withdraws the call if the client hangs up.
     *
     * @param answer is called on the request's event loop; a refusal goes to the request's failure handler instead
     * @throws OverloadedException if too many requests are in progress
     */
    <T> void call(
            RoutingContext context,
            BiFunction<Allocator, RequestContext, CompletableFuture<T>> useCase,
            Consumer<T> answer) {
        enter(context, request -> useCase.apply(allocator, request), answer);
    }

    /** Calls a use case of leases as {@link #call} calls others. */
    <T> void callLeases(
            RoutingContext context,
            BiFunction<ClientLeases, RequestContext, CompletableFuture<T>> useCase,
            Consumer<T> answer) {
        enter(context, request -> useCase.apply(leases, request), answer);
    }

    private <T> void enter(
            RoutingContext context, Function<RequestContext, CompletableFuture<T>> useCase, Consumer<T> answer) {
        if (!context.response().closed()) {
            call(context, admission.enter(), useCase, answer);
        }
    }

    private <T> void call(
            RoutingContext context,
            Place place,
            Function<RequestContext, CompletableFuture<T>> useCase,
            Consumer<T> answer) {
        RequestContext request = new RequestContext(loop.nanos());
        context.response().closeHandler(closed -> {
            request.leave();
            place.leave();
        });
        Executor origin = VertxInternals.callingLoop(context.vertx());
        loop.execute(() -> handOver(invoke(useCase, request), context, origin, place, answer));
    }

    /**
     * Calls a query for this request. A stale read is answered from memory: the answer, or the refusal, has its age in a header.
     * It doesn't wait, and so takes no place in {@link Admission}.
     */
    <T> void read(
            RoutingContext context,
            Freshness freshness,
            BiFunction<Queries, RequestContext, CompletableFuture<Reading<T>>> useCase,
            Consumer<T> answer) {
        if (freshness == Freshness.LINEARIZABLE) {
            enter(context, request -> useCase.apply(queries, request), reading -> answer.accept(reading.value()));
            return;
        }
        call(context, Place.NONE, request -> aged(useCase.apply(queries, request)), reading -> {
            if (reading.age() != null) {
                context.response().putHeader(AGE, Long.toString(reading.age().toMillis()));
            }
            answer.accept(reading.value().get());
        });
    }

    /**
     * Turns a refusal into a reading with an age, whose supplier throws the refusal. Trouble with the store and unreadable
     * records have no age: they stay failures.
     */
    private <T> CompletableFuture<Reading<Supplier<T>>> aged(CompletableFuture<Reading<T>> reading) {
        return reading.<Reading<Supplier<T>>>thenApply(found -> new Reading<>(found::value, found.age()))
                .exceptionally(failure -> {
                    if (Futures.unwrapped(failure) instanceof RefusedException no
                            && !(no.refusal() instanceof Refusal.StoreUnavailable)
                            && !(no.refusal() instanceof Refusal.RecordUnreadable)) {
                        return new Reading<>(
                                () -> {
                                    throw no;
                                },
                                queries.staleness());
                    }
                    throw new CompletionException(Futures.unwrapped(failure));
                });
    }

    private static <T> CompletableFuture<T> invoke(
            Function<RequestContext, CompletableFuture<T>> useCase, RequestContext request) {
        try {
            return useCase.apply(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Passes a result to the request's event loop and answers the request there. If both loops are the same, this happens at
     * once. Every failure becomes an error answer.
     *
     * @param origin the request's event loop
     * @param place the request's place, which is left before the answer
     */
    static <T> void handOver(
            CompletionStage<T> result, RoutingContext context, Executor origin, Place place, Consumer<T> answer) {
        result.whenComplete((value, failure) -> origin.execute(() -> {
            place.leave();
            if (failure != null) {
                context.fail(Futures.unwrapped(failure));
                return;
            }
            try {
                answer.accept(value);
            } catch (RuntimeException e) {
                context.fail(e);
            }
        }));
    }
}
