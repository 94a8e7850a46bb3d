package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port that belongs to a name: an offer or an allocation. */
public sealed interface HoldingBody extends PortBody, GrantBody permits OfferBody, AllocationBody {
    String SECRET = "secret";

    /** The secret of the offer, or of the allocation's former offer; null if the answer doesn't show it. */
    @Override
    @Nullable
    Secret secret();

    Map<String, String> labels();

    @Override
    default List<NamedPortBody> ports() {
        return List.of(new NamedPortBody(name(), port()));
    }

    /** Reads an offer or an allocation, depending on its state. */
    static HoldingBody read(JsonObject json) {
        String state = json.text(FieldNames.STATE);
        return switch (state) {
            case OfferBody.STATE -> OfferBody.read(json);
            case AllocationBody.STATE -> AllocationBody.read(json);
            default -> throw new UnreadableBodyException("the state " + state + " is not known");
        };
    }

    /** Writes the fields that offers and allocations have in common, but the labels. */
    default void writeCommonFields(JsonGenerator json) throws IOException {
        json.writeStringField(FieldNames.SERVICE, service());
        json.writeStringField(FieldNames.NAME, name());
        json.writeNumberField(FieldNames.PORT, port());
        json.writeStringField(FieldNames.STATE, state());
        Secret secret = secret();
        if (secret != null) {
            json.writeStringField(SECRET, secret.reveal());
        }
        json.writeStringField(FieldNames.CREATED, Timestamp.format(created()));
    }

    static @Nullable Secret readSecret(JsonObject json) {
        String text = json.optionalText(SECRET);
        return text == null ? null : new Secret(text);
    }
}
