package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.ServiceChange;
import io.portmaster.allocation.ServiceDefinition;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Service;
import io.vertx.ext.web.RoutingContext;

/** Handles requests about services. */
public final class ServiceHandler {
    private final Gateway gateway;
    private final Answers answers;
    private final ListAnswers lists;

    public ServiceHandler(Gateway gateway, Answers answers, ListAnswers lists) {
        this.gateway = gateway;
        this.answers = answers;
        this.lists = lists;
    }

    void list(RoutingContext context) {
        Input input = new Input(context);
        Freshness freshness = input.freshness();
        Paging<Name> paging = input.paging(Cursor::parseName, freshness);
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) ->
                        queries.services(request, freshness, gateway.space(), paging.after(), paging.limit()),
                page -> lists.send(
                        context,
                        page,
                        Bodies::of,
                        paging,
                        last -> Cursor.after(last.entry().value().name())));
    }

    void create(RoutingContext context) {
        Input input = new Input(context);
        ServiceFields fields = new ServiceFields(input.fields());
        Validated<Name> name = fields.name();
        String description = fields.description();
        ServicePorts ports = fields.servicePorts(true);
        Integer reuseDelay = fields.reuseDelay();
        Integer busyDelay = fields.busyDelay();
        Integer offerTtl = fields.offerTtl();
        fields.refuseRest();
        input.refuseViolations();
        ServiceDefinition definition = new ServiceDefinition(
                name.get(),
                description,
                ports.all(),
                ports.reserved() == null ? PortSet.EMPTY : ports.reserved(),
                reuseDelay == null ? 0 : reuseDelay,
                busyDelay == null ? Service.USUAL_BUSY_DELAY : busyDelay,
                offerTtl);
        gateway.call(
                context,
                (allocator, request) -> allocator.createService(request, gateway.space(), definition),
                status -> {
                    answers.location(context, Paths.service(definition.name()));
                    answer(context, 201, status);
                });
    }

    void read(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (queries, request) -> queries.service(request, freshness, gateway.service(service.get())),
                status -> answer(context, 200, status));
    }

    /** {@code PUT} needs ranges or both ends, and deletes a description that is left out. */
    void replace(RoutingContext context) {
        write(context, true);
    }

    /** {@code PATCH} leaves a field that is left out as it is (RFC 7396). */
    void change(RoutingContext context) {
        write(context, false);
    }

    /** @param whole whether the body replaces the definition */
    private void write(RoutingContext context, boolean whole) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Precondition precondition = input.ifMatch();
        ServiceFields fields = new ServiceFields(input.fields());
        fields.sameName(service);
        boolean describes = whole || fields.describes();
        String description = fields.description();
        ServicePorts ports = fields.servicePorts(whole);
        boolean setsOfferTtl = fields.setsOfferTtl();
        ServiceChange change = new ServiceChange(
                describes,
                description,
                ports.start(),
                ports.end(),
                ports.ranges(),
                ports.reserved(),
                fields.reuseDelay(),
                fields.busyDelay(),
                setsOfferTtl,
                fields.offerTtl(),
                fields.created(),
                fields.ports());
        fields.refuseRest();
        input.refuseViolations();
        gateway.call(
                context,
                (allocator, request) ->
                        allocator.changeService(request, gateway.service(service.get()), change, precondition),
                status -> answer(context, 200, status));
    }

    void delete(RoutingContext context) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        boolean force = input.flag("force");
        Precondition precondition = input.ifMatch();
        input.refuseViolations();
        gateway.call(
                context,
                (allocator, request) ->
                        allocator.deleteService(request, gateway.service(service.get()), force, precondition),
                done -> answers.nothing(context));
    }

    private void answer(RoutingContext context, int status, ServiceStatus service) {
        answers.tag(context, service.entry());
        answers.json(context, status, Bodies.of(service));
    }
}
