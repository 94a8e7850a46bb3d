package io.portmaster.http.api;

import io.portmaster.allocation.AcceptRequest;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Granted;
import io.portmaster.allocation.LeaseWish;
import io.portmaster.allocation.OfferRequest;
import io.portmaster.allocation.OfferedNames;
import io.portmaster.allocation.PortWish;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.Rejection;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handles requests that make, read, accept and reject offers and groups of offers. */
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
        JsonFields body = input.fields();
        OfferFields fields = new OfferFields(body);
        Validated<OfferedNames> names = fields.names();
        PortWish ports = fields.ports();
        Integer offerTtl = Seconds.OFFER_TTL.take(body);
        Labels labels = LabelsField.take(body);
        LeaseWish lease = fields.lease(acceptAtOnce);
        body.refuseRest();
        Precondition precondition = canMove(acceptAtOnce, key, lease) ? input.ifMatch() : Precondition.NONE;
        input.refuseViolations();
        OfferRequest wanted = new OfferRequest(
                gateway.service(service.get()),
                names.get(),
                ports,
                acceptAtOnce,
                key,
                offerTtl,
                labels,
                lease,
                precondition);
        gateway.call(
                context,
                (allocator, request) -> allocator.offer(request, wanted),
                granted -> answerGranted(context, granted, acceptAtOnce));
    }

    /** Whether a request for an offer may move the allocation of an earlier one to another lease. */
    private static boolean canMove(boolean acceptAtOnce, @Nullable String key, LeaseWish lease) {
        return acceptAtOnce && key != null && !(lease instanceof LeaseWish.Unchanged);
    }

    /**
     * A client that asked for an allocation gets no secret: it needs none. A client that asked for an offer gets its secret, even
     * if the offer has been accepted since.
     */
    private void answerGranted(RoutingContext context, Granted granted, boolean acceptAtOnce) {
        answers.location(context, location(granted));
        answer(context, granted, acceptAtOnce ? null : granted.secret());
    }

    private static String location(Granted granted) {
        Holding holding = granted.entry().value();
        if (holding.state() == State.OFFERED) {
            return Paths.offer(holding.service(), granted.secret());
        }
        return holding.group() == null
                ? Paths.allocation(holding.service(), holding.name())
                : Paths.allocations(holding.service());
    }

    private void answer(RoutingContext context, Granted granted, @Nullable Secret shown) {
        answers.tag(context, granted.entry());
        answers.replayed(context, granted.replayed());
        answers.json(context, 201, Bodies.of(granted.entries(), shown, granted.revision()));
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
                    answers.json(context, 200, Bodies.of(offers, secret, 0));
                });
    }

    void accept(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Secret secret = input.secret();
        Precondition precondition = input.ifMatch();
        LeaseWish lease = LeaseField.take(input.optionalFields());
        input.refuseViolations();
        AcceptRequest wanted = new AcceptRequest(gateway.service(service.get()), secret, lease, precondition);
        gateway.call(context, (allocator, request) -> allocator.accept(request, wanted), accepted -> {
            answers.tag(context, accepted.entry());
            answers.replayed(context, accepted.replayed());
            answers.json(context, 201, Bodies.of(accepted.entries(), null, accepted.revision()));
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
        Validated<Name> service = input.service();
        Secret secret = input.secret();
        Rejection rejection = rejection(input);
        input.refuseViolations();
        gateway.call(
                context,
                (allocator, request) ->
                        allocator.reject(request, gateway.service(service.get()), secret, rejection, precondition),
                next -> {
                    if (next.isPresent()) {
                        answer(context, next.get(), secret);
                    } else {
                        answers.nothing(context);
                    }
                });
    }

    private static Rejection rejection(Input input) {
        boolean next = input.flag("next");
        RejectionFields fields = new RejectionFields(input.optionalFields());
        boolean saysBusy = fields.saysBusy();
        Set<Integer> busy = saysBusy ? fields.busy() : Set.of();
        if (next && !saysBusy) {
            input.violateQuery("next", "needs a body that says which port is busy");
        }
        return busy.isEmpty() ? Rejection.PLAIN : new Rejection(busy, next);
    }
}
