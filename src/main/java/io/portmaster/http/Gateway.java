package io.portmaster.http;

import io.portmaster.allocation.Allocator;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Queries;
import io.portmaster.allocation.Reading;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.domain.Name;
import io.portmaster.domain.ServiceRef;
import io.portmaster.domain.Space;
import io.portmaster.http.Admission.Place;
import io.portmaster.loop.Loop;
import io.portmaster.loop.RequestContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way from a request's event loop to the one that the allocator lives on, and back. Nothing else here touches the
 * allocator.
 */
final class Gateway {
    private static final CharSequence AGE = HttpHeaders.createOptimized("Portmaster-Stale");

    private final Allocator allocator;
    private final Queries queries;
    private final Space space;
    private final Loop loop;
    private final Admission admission;

    /** @param space that all requests are about */
    Gateway(Allocator allocator, Queries queries, Space space, Loop loop, Admission admission) {
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
     * Asks the allocator for this request, and withdraws the question if the client hangs up.
     *
     * @param answer is called on the request's event loop; a refusal goes to the request's failure handler instead
     * @throws ProblemException if there is no room for one more question
     */
    <T> void ask(
            RoutingContext context,
            BiFunction<Allocator, RequestContext, CompletableFuture<T>> question,
            Consumer<T> answer) {
        enter(context, caller -> question.apply(allocator, caller), answer);
    }

    private <T> void enter(
            RoutingContext context, Function<RequestContext, CompletableFuture<T>> question, Consumer<T> answer) {
        if (!context.response().closed()) {
            ask(context, admission.enter(), question, answer);
        }
    }

    private <T> void ask(
            RoutingContext context,
            Place place,
            Function<RequestContext, CompletableFuture<T>> question,
            Consumer<T> answer) {
        RequestContext caller = new RequestContext(loop.nanos());
        context.response().closeHandler(closed -> {
            caller.leave();
            place.leave();
        });
        ContextInternal home = home(context);
        loop.execute(() -> handOver(pose(question, caller), context, home, place, answer));
    }

    /**
     * Asks for something to read. What comes from memory tells its age, be it a yes or a no, and waits for nobody, so that it is
     * never refused for others that wait.
     */
    <T> void read(
            RoutingContext context,
            Freshness freshness,
            BiFunction<Queries, RequestContext, CompletableFuture<Reading<T>>> question,
            Consumer<T> answer) {
        if (freshness == Freshness.LINEARIZABLE) {
            enter(context, caller -> question.apply(queries, caller), reading -> answer.accept(reading.value()));
            return;
        }
        ask(context, Place.NONE, caller -> aged(question.apply(queries, caller)), reading -> {
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
                    if (unwrapped(failure) instanceof RefusedException no
                            && !(no.refusal() instanceof Refusal.StoreUnavailable)
                            && !(no.refusal() instanceof Refusal.RecordUnreadable)) {
                        return new Reading<>(
                                () -> {
                                    throw no;
                                },
                                queries.staleness());
                    }
                    throw new CompletionException(unwrapped(failure));
                });
    }

    private static <T> CompletableFuture<T> pose(
            Function<RequestContext, CompletableFuture<T>> question, RequestContext caller) {
        try {
            return question.apply(caller);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Takes a result to its request's context, at once where both live on one event loop, and sees to it that the request is
     * answered whatever happens there.
     *
     * @param place that the request leaves then
     */
    static <T> void handOver(
            CompletionStage<T> result, RoutingContext context, ContextInternal home, Place place, Consumer<T> answer) {
        result.whenComplete((value, failure) -> home.emit(back -> {
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

    /** Called on the request's event loop: where its answer has to be given. */
    static ContextInternal home(RoutingContext context) {
        return (ContextInternal) context.vertx().getOrCreateContext();
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
