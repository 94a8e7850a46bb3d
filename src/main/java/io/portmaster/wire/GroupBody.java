package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ports that were given together, to a name each: a group of offers or of allocations. */
public sealed interface GroupBody extends GrantBody permits OfferGroupBody, AllocationGroupBody {
    @Override
    String service();

    /** In the order of the names that were asked for. */
    @Override
    List<NamedPortBody> ports();

    /** The secret of the offers, or of the former offers; null if the answer doesn't show it. */
    @Override
    @Nullable
    Secret secret();

    Instant created();

    Map<String, String> labels();

    /** Reads a group of offers or of allocations, depending on its state. */
    static GroupBody read(JsonObject json) {
        String state = json.text(FieldNames.STATE);
        return switch (state) {
            case OfferBody.STATE -> OfferGroupBody.read(json);
            case AllocationBody.STATE -> AllocationGroupBody.read(json);
            default -> throw new UnreadableBodyException("the state " + state + " is not known");
        };
    }

    /** Writes the fields that groups of offers and of allocations have in common, but the labels. */
    default void writeCommonFields(JsonGenerator json, String portsField, String state) throws IOException {
        json.writeStringField(FieldNames.SERVICE, service());
        json.writeFieldName(portsField);
        Json.array(ports()).writeTo(json);
        json.writeStringField(FieldNames.STATE, state);
        Secret secret = secret();
        if (secret != null) {
            json.writeStringField(HoldingBody.SECRET, secret.reveal());
        }
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created()));
    }
}
