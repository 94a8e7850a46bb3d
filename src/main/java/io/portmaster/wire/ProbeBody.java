package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a probe if all is well.
 *
 * @param status {@value #ALIVE} or {@value #READY}
 * @param installation the UUID of the set of records that the node serves; null if the answer has none
 * @param strangers a line for each etcd address at which an etcd of another installation answers
 */
public record ProbeBody(String status, @Nullable String installation, List<String> strangers) implements JsonWritable {
    static final String ALIVE = "alive";
    static final String READY = "ready";

    private static final String STATUS = "status";
    private static final String INSTALLATION = "installation";
    private static final String STRANGERS = "strangers";

    public static ProbeBody alive() {
        return new ProbeBody(ALIVE, null, List.of());
    }

    public static ProbeBody ready(@Nullable String installation, List<String> strangers) {
        return new ProbeBody(READY, installation, strangers);
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField(STATUS, status);
        if (installation != null) {
            json.writeStringField(INSTALLATION, installation);
        }
        if (!strangers.isEmpty()) {
            json.writeArrayFieldStart(STRANGERS);
            for (String stranger : strangers) {
                json.writeString(stranger);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    public static ProbeBody read(JsonObject json) {
        return new ProbeBody(json.text(STATUS), json.optionalText(INSTALLATION), json.texts(STRANGERS));
    }
}
