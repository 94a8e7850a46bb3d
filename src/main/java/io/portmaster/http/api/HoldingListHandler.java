package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.PortStatus;
import io.portmaster.domain.Name;
import io.portmaster.record.Holding.State;
import io.vertx.ext.web.RoutingContext;

/** Handles requests for the lists of a service's open offers and of its allocations. */
public final class HoldingListHandler {
    private final Gateway gateway;
    private final ListAnswers answers;

    public HoldingListHandler(Gateway gateway, ListAnswers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    /** Lists the open offers, without their secrets. */
    void offers(RoutingContext context) {
        list(context, State.OFFERED);
    }

    void allocations(RoutingContext context) {
        list(context, State.ALLOCATED);
    }

    private void list(RoutingContext context, State state) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Freshness freshness = input.freshness();
        Paging<Integer> paging = input.paging(Cursor::parsePort, freshness);
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.holdings(
                        request,
                        freshness,
                        gateway.service(service.get()),
                        state,
                        Paging.start(paging),
                        paging.limit()),
                page -> answers.send(
                        context,
                        page,
                        holding -> Bodies.of(new PortStatus(holding, holding.modRevision())),
                        paging,
                        last -> Cursor.after(last.value().port())));
    }
}
