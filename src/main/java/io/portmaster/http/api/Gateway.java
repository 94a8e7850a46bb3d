package io.portmaster.http.api;

import io.portmaster.allocation.Allocator;
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
 * Takes a request from its event loop to the one that the allocator lives on, and the result back. Nothing else in this package
 * calls the allocator.
 */
public final class Gateway {
    private static final CharSequence AGE = HttpHeaders.createOptimized("Portmaster-Stale");

    private final Allocator allocator;
    private final Queries queries;
    private final Space space;
    private final Loop loop;
    private final Admission admission;

    /** @param space that all requests are about */
    public Gateway(Allocator allocator, Queries queries, Space space, Loop loop, Admission admission) {
        this.allocator = allocator;
        this.queries = queries;
        this.space = space;
        this.loop = loop;
        this.admission = admission;
    }

    /** The space that the request is about. */
    Space space() {
        return space;
    }

    /** The service of that name which the request is about. */
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
     * Reads something. An answer from memory has its age in a header, whether it is found or refused. It waits for nothing, and so
     * takes no place from others.
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

    /** What was read, or what throws the refusal. Where memory holds nothing yet, nothing has an age. */
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
     * Takes a result to its request's event loop, at once where both live on one, and answers the request whatever happens there.
     *
     * @param origin the request's event loop
     * @param place that the request leaves then
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
