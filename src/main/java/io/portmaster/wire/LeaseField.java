package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code lease} of a request.
 *
 * @param sent whether the request has the field. Without it the allocation stays on the lease that it is on
 * @param lease 16 hexadecimal digits; null takes the allocation off its lease
 */
public record LeaseField(boolean sent, @Nullable String lease) {
    public static final LeaseField LEFT_OUT = new LeaseField(false, null);
    public static final LeaseField NONE = new LeaseField(true, null);

    public static LeaseField of(String lease) {
        return new LeaseField(true, lease);
    }

    void writeTo(JsonGenerator json) throws IOException {
        if (sent) {
            json.writeStringField(FieldNames.LEASE, lease);
        }
    }

    static LeaseField read(JsonObject json) {
        return new LeaseField(json.has(FieldNames.LEASE), json.optionalText(FieldNames.LEASE));
    }
}
