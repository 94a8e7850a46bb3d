package io.portmaster.http.api;

import io.portmaster.allocation.AcceptRequest;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Granted;
import io.portmaster.allocation.LeaseWish;
import io.portmaster.allocation.OfferRequest;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.Rejection;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.wire.FieldNames;
import io.vertx.ext.web.RoutingContext;

/** Handles requests that make, read, accept and reject offers. */
public final class OfferHandler {
    private final Gateway gateway;
    private final Answers answers;

    public OfferHandler(Gateway gateway, Answers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    void create(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        boolean acceptAtOnce = input.flag("accept");
        String key = input.idempotencyKey();
        JsonFields fields = input.fields();
        Validated<Name> name = fields.name(FieldNames.NAME, NameRule.INSTANCE);
        fields.refuseRest();
        input.refuseViolations();
        OfferRequest wanted = new OfferRequest(gateway.service(service.get()), name.get(), acceptAtOnce, key);
        gateway.call(
                context,
                (allocator, request) -> allocator.offer(request, wanted),
                granted -> answerGranted(context, granted, acceptAtOnce));
    }

    /**
     * A client that asked for an allocation gets no secret: it needs none. A client that asked for an offer gets its secret, even
     * if the offer has been accepted since.
     */
    private void answerGranted(RoutingContext context, Granted granted, boolean acceptAtOnce) {
        Holding holding = granted.entry().value();
        answers.location(
                context,
                holding.state() == State.OFFERED
                        ? Paths.offer(holding.service(), granted.secret())
                        : Paths.allocation(holding.service(), holding.name()));
        answers.tag(context, granted.entry());
        answers.replayed(context, granted.replayed());
        Secret secret = acceptAtOnce ? null : granted.secret();
        answers.json(context, 201, Bodies.of(holding, secret));
    }

    void read(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Secret secret = input.secret();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) ->
                        queries.offersBySecret(request, freshness, gateway.service(service.get()), secret),
                offers -> {
                    answers.tag(context, offers.get(0));
                    answers.json(context, 200, Bodies.of(offers.get(0).value(), secret));
                });
    }

    /** {@code POST …/accept} takes no {@code If-Match}. */
    void accept(RoutingContext context) {
        accept(context, new Input(context), Precondition.NONE);
    }

    void acceptByPut(RoutingContext context) {
        Input input = new Input(context);
        accept(context, input, input.ifMatch());
    }

    private void accept(RoutingContext context, Input input, Precondition precondition) {
        OfferReference offer = readReference(input);
        gateway.call(
                context,
                (allocator, request) -> allocator.accept(
                        request, new AcceptRequest(offer.service(), offer.secret(), LeaseWish.UNCHANGED, precondition)),
                accepted -> {
                    answers.tag(context, accepted.entry());
                    answers.replayed(context, accepted.replayed());
                    answers.json(context, 201, Bodies.of(accepted.entry().value()));
                });
    }

    /** {@code POST …/reject} takes no {@code If-Match}. */
    void reject(RoutingContext context) {
        reject(context, new Input(context), Precondition.NONE);
    }

    void rejectByDelete(RoutingContext context) {
        Input input = new Input(context);
        reject(context, input, input.ifMatch());
    }

    private void reject(RoutingContext context, Input input, Precondition precondition) {
        OfferReference offer = readReference(input);
        gateway.call(
                context,
                (allocator, request) ->
                        allocator.reject(request, offer.service(), offer.secret(), Rejection.PLAIN, precondition),
                done -> answers.nothing(context));
    }

    /** The offer that a path names. */
    private record OfferReference(ServiceRef service, Secret secret) {}

    /** Reads a request whose path says everything. It may have a body, which is not used. */
    private OfferReference readReference(Input input) {
        Validated<Name> service = input.service();
        Secret secret = input.secret();
        input.ignoredBody();
        input.refuseViolations();
        return new OfferReference(gateway.service(service.get()), secret);
    }
}
