package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Something that can write itself as JSON. */
@FunctionalInterface
public interface JsonWritable {
    void writeTo(JsonGenerator json) throws IOException;
}
