package io.portmaster.wire;

import io.portmaster.domain.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one secret stands for: an offer or an allocation, or a group of these. */
public sealed interface GrantBody extends JsonWritable permits HoldingBody, GroupBody {
    String service();

    /** The port, or those of the group in the order of the names that were asked for. */
    List<NamedPortBody> ports();

    /** The secret; null if the answer doesn't show it. */
    @Nullable
    Secret secret();

    /** Reads a holding or a group of them: only the former has a port of its own. */
    static GrantBody read(JsonObject json) {
        return json.has(FieldNames.PORT) ? HoldingBody.read(json) : GroupBody.read(json);
    }
}
