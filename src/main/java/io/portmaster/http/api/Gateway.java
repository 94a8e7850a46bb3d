package io.portmaster.http.api;

import java.util.concurrent.Executor;

import io.portmaster.http.server.OverloadedException;

import io.portmaster.http.server.VertxInternals;

import io.portmaster.http.problem.ProblemException;
import io.portmaster.http.server.Admission;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Reading;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.http.server.Admission.Place;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes a request from its event loop to the one that the allocator lives on, and the result back. Nothing else in this package
 * calls the allocator.
 */
public final class Gateway {
    private static final CharSequence AGE = HttpHeaders.createOptimized("Portmaster-Stale");

    private final Allocator allocator;
    private final Loop loop;
    private final Admission admission;

    public Gateway(Allocator allocator, Loop loop, Admission admission) {
        this.allocator = allocator;
        this.loop = loop;
        this.admission = admission;
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
        if (!context.response().closed()) {
            call(context, admission.enter(), useCase, answer);
        }
    }

    private <T> void call(
            RoutingContext context,
            Place place,
            BiFunction<Allocator, RequestContext, CompletableFuture<T>> useCase,
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
            BiFunction<Allocator, RequestContext, CompletableFuture<Reading<T>>> useCase,
            Consumer<T> answer) {
        if (freshness == Freshness.LINEARIZABLE) {
            call(context, useCase, reading -> answer.accept(reading.value()));
            return;
        }
        call(context, Place.NONE, (allocator, request) -> aged(allocator, useCase.apply(allocator, request)), reading -> {
            if (reading.age() != null) {
                context.response().putHeader(AGE, Long.toString(reading.age().toMillis()));
            }
            answer.accept(reading.value().get());
        });
    }

    /** What was read, or the refusal, with its age. While memory holds nothing yet, nothing has an age. */
    private static <T> CompletableFuture<Reading<Supplier<T>>> aged(
            Allocator allocator, CompletableFuture<Reading<T>> reading) {
        return reading.<Reading<Supplier<T>>>thenApply(found -> new Reading<>(found::value, found.age()))
                .exceptionally(failure -> {
                    if (unwrapped(failure) instanceof RefusedException no
                            && !(no.refusal() instanceof Refusal.StoreUnavailable)
                            && !(no.refusal() instanceof Refusal.RecordUnreadable)) {
                        return new Reading<>(
                                () -> {
                                    throw no;
                                },
                                allocator.staleness());
                    }
                    throw new CompletionException(unwrapped(failure));
                });
    }

    private <T> CompletableFuture<T> invoke(
            BiFunction<Allocator, RequestContext, CompletableFuture<T>> useCase, RequestContext request) {
        try {
            return useCase.apply(allocator, request);
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
                context.fail(unwrapped(failure));
                return;
            }
            try {
                answer.accept(value);
            } catch (RuntimeException e) {
                context.fail(e);
            }
        }));
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
