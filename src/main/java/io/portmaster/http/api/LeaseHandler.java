package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.LeaseRequest;
import io.portmaster.allocation.LeaseStatus;
import io.portmaster.allocation.Refusal;
import io.portmaster.allocation.RefusedException;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.loop.Futures;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Handles requests about the leases of clients. */
public final class LeaseHandler {
    /** The linger of a lease that asks for no other, in seconds. */
    private static final int USUAL_LINGER = 30;

    private final Gateway gateway;
    private final Answers answers;
    private final ListAnswers lists;

    public LeaseHandler(Gateway gateway, Answers answers, ListAnswers lists) {
        this.gateway = gateway;
        this.answers = answers;
        this.lists = lists;
    }

    void list(RoutingContext context) {
        Input input = new Input(context);
        Freshness freshness = input.freshness();
        Filters filters = new Filters(input);
        Map<String, String> labels = filters.labels();
        Paging<Lease> paging = input.paging(Cursor::parseLease, freshness, filters);
        Lease after = paging.after() == null ? Lease.NONE : paging.after();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.leases(request, freshness, after, paging.limit(), labels),
                page -> lists.send(context, page, Bodies::of, paging, last -> Cursor.after(last.lease())));
    }

    void create(RoutingContext context) {
        Input input = new Input(context);
        JsonFields fields = input.fields();
        Integer ttl = Seconds.LEASE_TTL.require(fields);
        Integer linger = Seconds.LINGER.take(fields);
        Labels labels = LabelsField.take(fields);
        fields.refuseRest();
        input.refuseViolations();
        LeaseRequest wanted =
                new LeaseRequest(Objects.requireNonNull(ttl), linger == null ? USUAL_LINGER : linger, labels);
        gateway.callLeases(
                context,
                (leases, request) -> leases.create(request, wanted).exceptionally(LeaseHandler::adviseToCreateAnother),
                created -> {
                    answers.location(context, Paths.lease(created.lease()));
                    answers.json(context, 201, Bodies.of(created));
                });
    }

    /** A lease whose creation was not answered has an id that nobody knows, so no repetition can find out about it. */
    private static LeaseStatus adviseToCreateAnother(Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        if (cause instanceof RefusedException no && no.refusal() instanceof Refusal.OutcomeUnknown) {
            throw new ProblemException(
                    Problem.outcomeUnknown("if there is a lease, it ends by itself, so create another one"));
        }
        throw new CompletionException(cause);
    }

    void read(RoutingContext context) {
        Input input = new Input(context);
        Validated<Lease> lease = input.lease();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.lease(request, freshness, lease.get()),
                found -> answers.json(context, 200, Bodies.of(found)));
    }

    void renew(RoutingContext context) {
        Input input = new Input(context);
        Validated<Lease> lease = input.lease();
        input.refuseViolations();
        gateway.callLeases(
                context,
                (leases, request) -> leases.renew(request, lease.get()),
                renewed -> answers.json(context, 200, Bodies.of(renewed)));
    }

    void end(RoutingContext context) {
        Input input = new Input(context);
        Validated<Lease> lease = input.lease();
        input.refuseViolations();
        gateway.callLeases(
                context, (leases, request) -> leases.end(request, lease.get()), done -> answers.nothing(context));
    }
}
