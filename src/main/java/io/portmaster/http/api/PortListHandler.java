package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Page;
import io.portmaster.allocation.PortFilter;
import io.portmaster.allocation.PortStatus;
import io.portmaster.domain.Name;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Handles requests for lists of ports: of a service's open offers, of its allocations or cooling ports, and of all services. */
public final class PortListHandler {
    private final Gateway gateway;
    private final ListAnswers answers;

    public PortListHandler(Gateway gateway, ListAnswers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    /** Lists the open offers, without their secrets. */
    void offers(RoutingContext context) {
        listOfService(context, Filters::ofOffers);
    }

    void ports(RoutingContext context) {
        listOfService(context, Filters::ofPorts);
    }

    private void listOfService(RoutingContext context, Function<Filters, PortFilter> reader) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Freshness freshness = input.freshness();
        Filters filters = new Filters(input);
        PortFilter filter = reader.apply(filters);
        Paging<Integer> paging = input.paging(Cursor::parsePort, freshness, filters);
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.portsOf(
                        request,
                        freshness,
                        gateway.service(service.get()),
                        filter,
                        Paging.start(paging),
                        paging.limit()),
                page -> send(context, page, paging));
    }

    void allPorts(RoutingContext context) {
        Input input = new Input(context);
        Freshness freshness = input.freshness();
        Filters filters = new Filters(input);
        PortFilter filter = filters.ofAllPorts();
        Paging<Integer> paging = input.paging(Cursor::parsePort, freshness, filters);
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.ports(
                        request, freshness, gateway.space(), filter, Paging.start(paging), paging.limit()),
                page -> send(context, page, paging));
    }

    private void send(RoutingContext context, Page<PortStatus> page, Paging<Integer> paging) {
        answers.send(context, page, Bodies::of, paging, last -> Cursor.after(last.port()));
    }
}
