package io.portmaster.http.server;

import org.jspecify.annotations.Nullable;

/** A request that breaks a rule of HTTP, or has a form that the node refuses. */
public final class MalformedRequestException extends RejectedRequestException {
    private static final long serialVersionUID = 1L;

    private final RequestPart part;
    private final @Nullable String field;
    private final String rule;

    /**
     * @param field the header; null if the part as a whole is meant
     * @param rule the broken rule, as a text that follows the field's name
     */
    MalformedRequestException(RequestPart part, @Nullable String field, String rule) {
        super(rule);
        this.part = part;
        this.field = field;
        this.rule = rule;
    }

    public RequestPart part() {
        return part;
    }

    public @Nullable String field() {
        return field;
    }

    public String rule() {
        return rule;
    }
}
