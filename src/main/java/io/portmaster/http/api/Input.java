package io.portmaster.http.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.PortReference;
import io.portmaster.allocation.Precondition;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.Secret;
import io.portmaster.http.problem.Problem;
import io.portmaster.http.problem.ProblemException;
import io.portmaster.http.problem.Violation;
import io.portmaster.http.server.BodyReader;
import io.portmaster.http.server.RequestPart;
import io.portmaster.wire.EntityTag;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request. It notes each broken rule and reads on, so that one answer names all of them. Call {@link
 * #refuseViolations} before you use a value that was read.
 */
final class Input {
    private static final int MAX_QUERY_PARAMETERS = 8192;

    private final RoutingContext context;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private @Nullable Map<String, List<String>> query;

    Input(RoutingContext context) {
        this.context = context;
    }

    /** @throws ProblemException if anything broke a rule */
    void refuseViolations() {
        if (!isRead()) {
            refuseUnknownParameters();
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.invalid(violations));
        }
    }

    private boolean isRead() {
        HttpMethod method = context.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /** Call it for changes only: there, a mistyped parameter could change what the request does. */
    private void refuseUnknownParameters() {
        queryParameters().keySet().stream()
                .filter(parameter -> !known.contains(parameter))
                .limit(JsonFields.MAX_UNKNOWN)
                .forEach(parameter ->
                        violate(RequestPart.QUERY, JsonFields.shown(parameter), "is not a known parameter"));
    }

    Validated<Name> service() {
        return name("service", pathParameter("service"), NameRule.SERVICE);
    }

    Secret secret() {
        return new Secret(pathParameter("secret"));
    }

    /** Digits alone are a port number. Any other text is a name. */
    Validated<PortReference> portOrName() {
        String text = pathParameter("portOrName");
        if (PortNumber.isDigits(text)) {
            Validated<Integer> port = port(text);
            return port.value() == null
                    ? Validated.nothing()
                    : new Validated<>(new PortReference.ByNumber(port.value()));
        }
        Validated<Name> name = name("name", text, NameRule.INSTANCE);
        return name.value() == null ? Validated.nothing() : new Validated<>(new PortReference.ByName(name.value()));
    }

    Validated<Integer> port() {
        return port(pathParameter("port"));
    }

    /** The port number, for what can be named by nothing else. Call it in place of {@link #portOrName}. */
    Validated<Integer> portOnly() {
        String text = pathParameter("portOrName");
        return PortNumber.isDigits(text)
                ? port(text)
                : violate(RequestPart.PATH, "name", "must be a port number: a cooling port has no name");
    }

    Validated<Lease> lease() {
        Lease lease = LeaseId.parse(pathParameter("lease"));
        return lease == null ? violate(RequestPart.PATH, "lease", LeaseId.RULE) : new Validated<>(lease);
    }

    private Validated<Integer> port(String text) {
        Integer port = PortNumber.parse(text);
        return port == null ? violate(RequestPart.PATH, "port", PortNumber.RULE) : new Validated<>(port);
    }

    private Validated<Name> name(String parameter, String text, NameRule rule) {
        String objection = rule.objection(text);
        return objection == null ? new Validated<>(new Name(text)) : violate(RequestPart.PATH, parameter, objection);
    }

    private String pathParameter(String name) {
        return Objects.requireNonNull(context.pathParam(name), name);
    }

    Freshness freshness() {
        return flag("stale") ? Freshness.STALE : Freshness.LINEARIZABLE;
    }

    /** Whether a flag is set: without a value, or with one that means true. */
    boolean flag(String parameter) {
        String value = query(parameter);
        return value != null
                && switch (value.toLowerCase(Locale.ROOT)) {
                    case "", "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> {
                        violate(RequestPart.QUERY, parameter, "must be true, false, 1, 0 or without a value");
                        yield false;
                    }
                };
    }

    /** The value of a parameter that has to be one of the choices. Null if it is missing or none of them. */
    @Nullable
    String choice(String parameter, List<String> choices) {
        String value = query(parameter);
        if (value == null || choices.contains(value)) {
            return value;
        }
        violateQuery(parameter, "must be " + String.join(" or ", choices) + ", or left out");
        return null;
    }

    /** Reads the paging of a list without filters. */
    <T> Paging<T> paging(Function<String, @Nullable T> parse, Freshness freshness) {
        return paging(parse, freshness, new Filters(this));
    }

    /**
     * @param parse reads a cursor; gives null for a text that is no cursor of this list
     * @param filters those that were read already
     */
    <T> Paging<T> paging(Function<String, @Nullable T> parse, Freshness freshness, Filters filters) {
        String cursor = query("cursor");
        T after = cursor == null ? null : parse.apply(cursor);
        if (cursor != null && after == null) {
            violate(RequestPart.QUERY, "cursor", "must be taken from a Link header of this list");
        }
        return new Paging<>(after, limit(), freshness, filters.link());
    }

    private int limit() {
        String text = query("limit");
        Integer limit = text == null ? Integer.valueOf(Paging.DEFAULT_LIMIT) : Paging.parseLimit(text);
        if (limit == null) {
            violate(RequestPart.QUERY, "limit", Paging.LIMIT_RULE);
            return Paging.DEFAULT_LIMIT;
        }
        return limit;
    }

    /** All values of a parameter that may be there several times. */
    List<String> values(String parameter) {
        known.add(parameter);
        return queryParameters().getOrDefault(parameter, List.of());
    }

    /** The value of a parameter; null if it is missing. */
    @Nullable
    String query(String parameter) {
        List<String> values = values(parameter);
        if (values.size() > 1) {
            violate(RequestPart.QUERY, parameter, "is given more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private Map<String, List<String>> queryParameters() {
        if (query == null) {
            String uri = context.request().uri();
            query = uri.indexOf('?') < 0
                    ? Map.of()
                    : new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_QUERY_PARAMETERS, true)
                            .parameters();
        }
        return query;
    }

    /** The {@code Idempotency-Key}; null if there is none, or if it breaks its rule, which is noted then. */
    @Nullable
    String idempotencyKey() {
        List<String> values = context.request().headers().getAll(IdempotencyKey.HEADER);
        String key = values.isEmpty() ? null : IdempotencyKey.parse(values);
        if (key == null && !values.isEmpty()) {
            violate(RequestPart.HEADER, IdempotencyKey.HEADER, IdempotencyKey.RULE);
        }
        return key;
    }

    Precondition ifMatch() {
        List<String> values = context.request().headers().getAll(HttpHeaders.IF_MATCH);
        if (values.isEmpty() || String.join(",", values).trim().equals("*")) {
            return Precondition.NONE;
        }
        List<EntityTag> tags = EntityTag.parseList(values);
        if (tags == null) {
            violate(RequestPart.HEADER, "If-Match", "must be * or entity tags, as \"1234\", with commas between");
            return Precondition.NONE;
        }
        return new Precondition(
                tags.stream().map(EntityTag::revision).filter(Objects::nonNull).collect(Collectors.toSet()));
    }

    /** @throws ProblemException if the body is not sent as JSON */
    JsonFields fields() {
        Buffer body = BodyReader.take(context);
        if (body.length() > 0) {
            requireJsonType();
        }
        return new JsonFields(JsonBody.read(body, violations), violations);
    }

    /**
     * The fields of a body that may be missing, and that may be any JSON. Fields that are not taken count for nothing.
     *
     * @throws ProblemException if the body is not sent as JSON
     */
    JsonFields optionalFields() {
        Buffer body = BodyReader.take(context);
        if (body.length() == 0) {
            return new JsonFields(Map.of(), violations);
        }
        requireJsonType();
        return new JsonFields(JsonBody.readAny(body, violations), violations);
    }

    private void requireJsonType() {
        HttpServerRequest request = context.request();
        String objection = JsonBodyType.objection(
                request.headers().getAll(HttpHeaders.CONTENT_TYPE),
                request.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        if (objection != null) {
            throw new ProblemException(Problem.unsupportedMediaType(objection));
        }
    }

    void violateQuery(String parameter, String message) {
        violate(RequestPart.QUERY, parameter, message);
    }

    private <T> Validated<T> violate(RequestPart part, @Nullable String field, String message) {
        violations.add(new Violation(part, field, message));
        return Validated.nothing();
    }
}
