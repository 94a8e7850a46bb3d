package io.portmaster.http.api;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.ServiceChange;
import io.portmaster.allocation.ServiceDefinition;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        Validated<Integer> start = fields.start();
        Validated<Integer> end = fields.end();
        fields.refuseReversedRange(start.value(), end.value());
        fields.refuseRest();
        input.refuseViolations();
        ServiceDefinition definition =
                new ServiceDefinition(name.get(), description, new PortRange(start.get(), end.get()));
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

    /** {@code PUT} needs both ends of the range, and deletes a description that is left out. */
    void replace(RoutingContext context) {
        write(
                context,
                fields -> new ChangedFields(
                        true,
                        fields.description(),
                        fields.start().value(),
                        fields.end().value()));
    }

    /** {@code PATCH} leaves a field that is left out as it is (RFC 7396). */
    void change(RoutingContext context) {
        write(
                context,
                fields -> new ChangedFields(
                        fields.describes(), fields.description(), fields.optionalStart(), fields.optionalEnd()));
    }

    /** The fields that can be changed. A field is null if it is missing or breaks a rule. */
    private record ChangedFields(
            boolean describes,
            @Nullable String description,
            @Nullable Integer start,
            @Nullable Integer end) {}

    private void write(RoutingContext context, Function<ServiceFields, ChangedFields> reader) {
        Input input = new Input(context);
        Validated<Name> service = input.service();
        Precondition precondition = input.ifMatch();
        ServiceFields fields = new ServiceFields(input.fields());
        fields.sameName(service);
        ChangedFields changed = reader.apply(fields);
        fields.refuseReversedRange(changed.start(), changed.end());
        ServiceChange change = new ServiceChange(
                changed.describes(),
                changed.description(),
                changed.start(),
                changed.end(),
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
