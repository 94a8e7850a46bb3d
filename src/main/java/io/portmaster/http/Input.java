package io.portmaster.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.portmaster.allocation.Freshness;
import io.portmaster.allocation.PortReference;
import io.portmaster.allocation.Precondition;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.domain.Secret;
import io.portmaster.http.Violation.Part;
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
import org.jspecify.annotations.Nullable;

/**
 * Takes one request apart. What breaks a rule is noted and reading goes on, so that one answer can name all of it: call
 * {@link #refuseViolations} before anything that was read is used.
 */
final class Input {
    private static final int MAX_QUERY_PARAMETERS = 8192;

    private final RoutingContext context;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
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

    /** A mistyped parameter would change what a change means. On a read it does no harm. */
    private void refuseUnknownParameters() {
        queryParameters().keySet().stream()
                .filter(parameter -> !asked.contains(parameter))
                .limit(JsonFields.MAX_STRANGERS)
                .forEach(parameter -> violate(Part.QUERY, JsonFields.shown(parameter), "is not known"));
    }

    Given<Name> service() {
        return name("service", pathParameter("service"), NameRule.SERVICE);
    }

    Secret secret() {
        return new Secret(pathParameter("secret"));
    }

    /** Digits alone are a port's number, anything else is a name. */
    Given<PortReference> portOrName() {
        String text = pathParameter("portOrName");
        if (PortNumber.isDigits(text)) {
            Given<Integer> port = port(text);
            return port.value() == null ? Given.nothing() : new Given<>(new PortReference.ByNumber(port.value()));
        }
        Given<Name> name = name("name", text, NameRule.INSTANCE);
        return name.value() == null ? Given.nothing() : new Given<>(new PortReference.ByName(name.value()));
    }

    Given<Integer> port() {
        return port(pathParameter("port"));
    }

    private Given<Integer> port(String text) {
        Integer port = PortNumber.parse(text);
        return port == null ? violate(Part.PATH, "port", PortNumber.RULE) : new Given<>(port);
    }

    private Given<Name> name(String parameter, String text, NameRule rule) {
        String objection = rule.objection(text);
        return objection == null ? new Given<>(new Name(text)) : violate(Part.PATH, parameter, objection);
    }

    private String pathParameter(String name) {
        return Objects.requireNonNull(context.pathParam(name), name);
    }

    Freshness freshness() {
        return flag("stale") ? Freshness.STALE : Freshness.LINEARIZABLE;
    }

    /** Whether a parameter is there and doesn't say no. */
    boolean flag(String parameter) {
        String value = query(parameter);
        return value != null
                && switch (value.toLowerCase(Locale.ROOT)) {
                    case "", "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> {
                        violate(Part.QUERY, parameter, "must be true, false, 1, 0 or without a value");
                        yield false;
                    }
                };
    }

    /** Whether a parameter that knows a single value is there. */
    boolean choice(String parameter, String onlyValue) {
        String value = query(parameter);
        if (value != null && !value.equals(onlyValue)) {
            violate(Part.QUERY, parameter, "must be " + onlyValue + " if it is there");
        }
        return value != null;
    }

    /** @param parse reads a cursor; null for one that was never given out */
    <T> Paging<T> paging(Function<String, @Nullable T> parse, Freshness freshness) {
        String cursor = query("cursor");
        T after = cursor == null ? null : parse.apply(cursor);
        if (cursor != null && after == null) {
            violate(Part.QUERY, "cursor", "must be taken from a Link header of this list");
        }
        return new Paging<>(after, limit(), freshness);
    }

    private int limit() {
        String text = query("limit");
        Integer limit = text == null ? Integer.valueOf(Paging.DEFAULT_LIMIT) : Paging.parseLimit(text);
        if (limit == null) {
            violate(Part.QUERY, "limit", Paging.LIMIT_RULE);
            return Paging.DEFAULT_LIMIT;
        }
        return limit;
    }

    private @Nullable String query(String parameter) {
        asked.add(parameter);
        List<String> values = queryParameters().getOrDefault(parameter, List.of());
        if (values.size() > 1) {
            violate(Part.QUERY, parameter, "is there more than once");
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

    /** Null for none. */
    @Nullable
    String idempotencyKey() {
        List<String> values = context.request().headers().getAll(IdempotencyKey.HEADER);
        String key = values.isEmpty() ? null : IdempotencyKey.parse(values);
        if (key == null && !values.isEmpty()) {
            violate(Part.HEADER, IdempotencyKey.HEADER, IdempotencyKey.RULE);
        }
        return key;
    }

    Precondition ifMatch() {
        Precondition precondition =
                EntityTag.parseIfMatch(context.request().headers().getAll(HttpHeaders.IF_MATCH));
        if (precondition == null) {
            violate(Part.HEADER, "If-Match", "must be * or entity tags, as \"1234\", with commas between");
            return Precondition.NONE;
        }
        return precondition;
    }

    /** @throws ProblemException if the body is not sent as JSON */
    JsonFields fields() {
        Buffer body = BodyReader.take(context);
        if (body.length() > 0) {
            requireJsonType();
        }
        return new JsonFields(body, violations);
    }

    /**
     * Makes sure that the body is JSON, whatever it says, or that there is none.
     *
     * @throws ProblemException if the body is not sent as JSON
     */
    void anything() {
        Buffer body = BodyReader.take(context);
        if (body.length() > 0) {
            requireJsonType();
            String objection = JsonFields.objection(body);
            if (objection != null) {
                violate(Part.BODY, null, objection);
            }
        }
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

    private <T> Given<T> violate(Part part, @Nullable String field, String message) {
        violations.add(new Violation(part, field, message));
        return Given.nothing();
    }
}
