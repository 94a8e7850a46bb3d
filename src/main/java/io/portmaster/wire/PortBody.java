package io.portmaster.wire;

import java.time.Instant;

/** A port that is not free: offered, allocated or cooling. */
public sealed interface PortBody extends JsonWritable permits HoldingBody, CoolingBody {
    String service();

    /** The name that has the port. Of a cooling port, the name that had it. */
    String name();

    int port();

    /** {@code offered}, {@code allocated} or {@code cooling}. */
    String state();

    Instant created();

    /** Reads an offer, an allocation or a cooling port, depending on its state. */
    static PortBody read(JsonObject json) {
        return json.text(FieldNames.STATE).equals(CoolingBody.STATE) ? CoolingBody.read(json) : HoldingBody.read(json);
    }
}
