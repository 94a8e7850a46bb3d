package io.portmaster.http;

import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.Precondition;
import io.portmaster.allocation.ServiceChange;
import io.portmaster.allocation.ServiceDefinition;
import io.portmaster.allocation.ServiceStatus;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.PortRange;
import io.portmaster.wire.FieldNames;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Services over HTTP. */
final class ServiceHandler {
    private final Gateway gateway;
    private final Answers answers;

    ServiceHandler(Gateway gateway, Answers answers) {
        this.gateway = gateway;
        this.answers = answers;
    }

    void list(RoutingContext context) {
        Input input = new Input(context);
        Freshness freshness = input.freshness();
        Paging<Name> paging = input.paging(Cursor::parseName, freshness);
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (allocator, caller) -> allocator.services(caller, freshness, paging.after(), paging.limit()),
                page -> answers.list(
                        context,
                        page,
                        Bodies::of,
                        paging,
                        last -> Cursor.after(last.entry().value().name())));
    }

    void create(RoutingContext context) {
        Input input = new Input(context);
        JsonFields fields = input.fields();
        Given<Name> name = fields.name(FieldNames.NAME, NameRule.SERVICE);
        String description = fields.description(FieldNames.DESCRIPTION);
        Given<Integer> start = fields.port(FieldNames.START);
        Given<Integer> end = fields.port(FieldNames.END);
        fields.refuseUpsideDown(start.value(), end.value());
        fields.refuseRest();
        input.refuseViolations();
        ServiceDefinition definition =
                new ServiceDefinition(name.get(), description, new PortRange(start.get(), end.get()));
        gateway.ask(context, (allocator, caller) -> allocator.createService(caller, definition), status -> {
            answers.location(context, "/v1/services/" + definition.name());
            answer(context, 201, status);
        });
    }

    void read(RoutingContext context) {
        Input input = new Input(context);
        Given<Name> service = input.service();
        Freshness freshness = input.freshness();
        input.refuseViolations();
        gateway.read(
                context,
                freshness,
                (allocator, caller) -> allocator.service(caller, freshness, service.get()),
                status -> answer(context, 200, status));
    }

    /** A description that is left out goes, and both ends must be there. */
    void replace(RoutingContext context) {
        write(
                context,
                fields -> new Definition(
                        true,
                        fields.description(FieldNames.DESCRIPTION),
                        fields.port(FieldNames.START).value(),
                        fields.port(FieldNames.END).value()));
    }

    /** What is left out stays (RFC 7396). */
    void change(RoutingContext context) {
        write(
                context,
                fields -> new Definition(
                        fields.has(FieldNames.DESCRIPTION),
                        fields.description(FieldNames.DESCRIPTION),
                        fields.optionalPort(FieldNames.START),
                        fields.optionalPort(FieldNames.END)));
    }

    /** What can be changed. Null is what isn't there or broke a rule. */
    private record Definition(
            boolean describes,
            @Nullable String description,
            @Nullable Integer start,
            @Nullable Integer end) {}

    private void write(RoutingContext context, Function<JsonFields, Definition> reader) {
        Input input = new Input(context);
        Given<Name> service = input.service();
        Precondition precondition = input.ifMatch();
        JsonFields fields = input.fields();
        fields.sameName(FieldNames.NAME, service);
        Definition definition = reader.apply(fields);
        fields.refuseUpsideDown(definition.start(), definition.end());
        ServiceChange change = new ServiceChange(
                definition.describes(),
                definition.description(),
                definition.start(),
                definition.end(),
                fields.time(FieldNames.CREATED),
                fields.counts(FieldNames.PORTS));
        fields.refuseRest();
        input.refuseViolations();
        gateway.ask(
                context,
                (allocator, caller) -> allocator.changeService(caller, service.get(), change, precondition),
                status -> answer(context, 200, status));
    }

    void delete(RoutingContext context) {
        Input input = new Input(context);
        Given<Name> service = input.service();
        boolean force = input.flag("force");
        Precondition precondition = input.ifMatch();
        input.refuseViolations();
        gateway.ask(
                context,
                (allocator, caller) -> allocator.deleteService(caller, service.get(), force, precondition),
                done -> answers.nothing(context));
    }

    private void answer(RoutingContext context, int status, ServiceStatus service) {
        answers.tag(context, service.entry());
        answers.json(context, status, Bodies.of(service));
    }
}
