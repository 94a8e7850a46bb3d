package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.allocation.OfferedNames;
import io.portmaster.domain.PortRange;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.RejectionBody;
import java.util.HashSet;
import java.util.Set;

/** The fields of a request that rejects an offer, and their rules. Only a busy port has rules: other reasons aren't looked at. */
final class RejectionFields {
    private static final String PORTS_RULE = "must be an array of 1 to " + OfferedNames.MAX + " ports";

    private final JsonFields fields;

    RejectionFields(JsonFields fields) {
        this.fields = fields;
    }

    boolean saysBusy() {
        JsonNode reason = fields.take(FieldNames.REASON);
        return reason != null && RejectionBody.BUSY.equals(reason.textValue());
    }

    /** The busy ports. */
    Set<Integer> busy() {
        Set<Integer> busy = new HashSet<>();
        JsonNode one = fields.take(FieldNames.PORT);
        JsonNode several = fields.takeArray(FieldNames.PORTS);
        if (one == null && several == null) {
            fields.violate(FieldNames.PORT, "is missing: reason says that a port is busy");
        }
        if (one != null) {
            add(FieldNames.PORT, one, busy);
        }
        if (several != null) {
            addAll(several, busy);
        }
        return busy;
    }

    private void addAll(JsonNode several, Set<Integer> busy) {
        if (!several.isArray() || several.isEmpty() || several.size() > OfferedNames.MAX) {
            fields.violate(FieldNames.PORTS, PORTS_RULE);
            return;
        }
        for (int i = 0; i < several.size(); i++) {
            add(FieldNames.PORTS + "[" + i + "]", several.get(i), busy);
        }
    }

    /** Numbers that {@link PortRange} doesn't allow are refused, too: no offer has them. */
    private void add(String field, JsonNode node, Set<Integer> busy) {
        Integer port = fields.port(field, node);
        if (port != null) {
            busy.add(port);
        }
    }
}
