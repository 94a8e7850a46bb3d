package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.allocation.LeaseWish;
import io.portmaster.allocation.OfferedNames;
import io.portmaster.allocation.PortWish;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import io.portmaster.wire.FieldNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request for offers, and their rules. */
final class OfferFields {
    private static final String NAMES = "names";
    private static final String CONSECUTIVE = "consecutive";
    private static final String FALLBACK = "fallback";
    private static final String EXCLUDE = "exclude";

    private final JsonFields fields;

    OfferFields(JsonFields fields) {
        this.fields = fields;
    }

    /** The name or the names that want a port each, and whether their ports have to be neighbours. */
    Validated<OfferedNames> names() {
        JsonNode list = fields.takeArray(NAMES);
        boolean consecutive = fields.flag(CONSECUTIVE);
        if (list == null) {
            if (consecutive) {
                fields.violate(CONSECUTIVE, "needs names");
            }
            Validated<Name> name = fields.name(FieldNames.NAME, NameRule.INSTANCE);
            return name.value() == null ? Validated.nothing() : new Validated<>(OfferedNames.single(name.value()));
        }
        if (fields.take(FieldNames.NAME) != null) {
            fields.violate(FieldNames.NAME, "can't be given together with names");
        }
        if (fields.has(FieldNames.PORT)) {
            fields.violate(FieldNames.PORT, "can't be given together with names");
            fields.take(FieldNames.PORT);
        }
        List<Name> names = names(list);
        return names == null ? Validated.nothing() : new Validated<>(OfferedNames.group(names, consecutive));
    }

    private @Nullable List<Name> names(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > OfferedNames.MAX) {
            fields.violate(NAMES, "must be an array of 1 to " + OfferedNames.MAX + " names");
            return null;
        }
        List<Name> names = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String field = NAMES + "[" + i + "]";
            Name name = fields.name(field, list.get(i), NameRule.INSTANCE).value();
            if (name != null && names.contains(name)) {
                fields.violate(field, "is there more than once");
            } else if (name != null) {
                names.add(name);
            }
        }
        return names.size() == list.size() ? names : null;
    }

    /** The ports that are wanted. Call it after {@link #names}, which bind them. */
    PortWish ports() {
        boolean named = fields.has(FieldNames.PORT);
        Integer port = fields.port(FieldNames.PORT, fields.take(FieldNames.PORT));
        boolean fallback = fields.flag(FALLBACK);
        if (fallback && !named) {
            fields.violate(FALLBACK, "needs port");
        }
        Set<Integer> exclude = excluded();
        if (port != null && exclude.contains(port)) {
            fields.violate(EXCLUDE, "must not contain the port that is asked for");
        }
        return port == null && exclude.isEmpty() ? PortWish.ANY : new PortWish(port, fallback, exclude);
    }

    private Set<Integer> excluded() {
        JsonNode list = fields.takeArray(EXCLUDE);
        if (list == null) {
            return Set.of();
        }
        if (!list.isArray() || list.size() > PortWish.MAX_EXCLUDED) {
            fields.violate(EXCLUDE, "must be an array of up to " + PortWish.MAX_EXCLUDED + " ports");
            return Set.of();
        }
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Integer port = fields.port(EXCLUDE + "[" + i + "]", list.get(i));
            if (port != null) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** The lease that the allocation is to be on. */
    LeaseWish lease(boolean acceptAtOnce) {
        if (!acceptAtOnce && fields.has(FieldNames.LEASE)) {
            fields.violate(FieldNames.LEASE, "needs the query parameter accept=true");
        }
        return LeaseField.take(fields);
    }
}
