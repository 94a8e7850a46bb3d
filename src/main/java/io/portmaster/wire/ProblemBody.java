package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An error as in RFC 9457. Its {@code type} is {@value #TYPE} and the code.
 *
 * @param code the contract's word for this error, for programs
 * @param title the kind of problem, in a few words
 * @param detail what is wrong in this case, if there is more to say
 * @param instance the path of the request, without secrets; null if it couldn't be read
 * @param members further members, which help a program to react
 */
public record ProblemBody(
        String code,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        ProblemMembers members)
        implements JsonWritable {
    static final String TYPE = "urn:portmaster:problem:";

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", TYPE + code);
        json.writeStringField("code", code);
        json.writeStringField("title", title);
        json.writeNumberField("status", status);
        if (detail != null) {
            json.writeStringField("detail", detail);
        }
        if (instance != null) {
            json.writeStringField("instance", instance);
        }
        members.writeTo(json);
        json.writeEndObject();
    }

    public static ProblemBody read(JsonObject json) {
        return new ProblemBody(
                json.text("code"),
                json.text("title"),
                json.number("status"),
                json.optionalText("detail"),
                json.optionalText("instance"),
                ProblemMembers.read(json));
    }
}
