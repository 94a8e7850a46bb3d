package io.portmaster.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.allocation.LeaseWish;
import io.portmaster.domain.Lease;
import io.portmaster.wire.FieldNames;

/** Reads the field by which a request names the lease that an allocation is to be on. */
final class LeaseField {
    private static final LeaseWish ON_NONE = new LeaseWish.OnNone();

    private LeaseField() {}

    /** Takes the field. Nothing is wished if it is missing or breaks its rule. */
    static LeaseWish take(JsonFields fields) {
        JsonNode node = fields.take(FieldNames.LEASE);
        if (node == null) {
            return LeaseWish.UNCHANGED;
        }
        if (node.isNull()) {
            return ON_NONE;
        }
        Lease lease = LeaseId.parse(node.textValue());
        if (lease == null) {
            fields.violate(FieldNames.LEASE, LeaseId.RULE + ", or null");
            return LeaseWish.UNCHANGED;
        }
        return new LeaseWish.On(lease);
    }
}
