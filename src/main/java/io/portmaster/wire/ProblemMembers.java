package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members that only some problems have, for programs. They are written into the problem's own object. */
public sealed interface ProblemMembers extends JsonWritable {
    String ERRORS = "errors";
    String SERVICES = "services";

    ProblemMembers NONE = new None();

    /** Reads the members. Their names tell the kind; {@code ports} is a list in one kind and counts in another. */
    static ProblemMembers read(JsonObject json) {
        if (json.has(ERRORS)) {
            return new Errors(json.objects(ERRORS, BrokenRule::read));
        }
        if (json.has(SERVICES)) {
            return new ConflictingServices(json.objects(SERVICES, ServiceInTheWay::read));
        }
        if (json.has(FieldNames.PORTS)) {
            return json.isArray(FieldNames.PORTS)
                    ? new PortsInUse(json.numbers(FieldNames.PORTS))
                    : new Counts(json.object(FieldNames.PORTS, PortCountsBody::read));
        }
        if (json.has(FieldNames.PORT)) {
            return new HeldPort(json.number(FieldNames.PORT), json.text(FieldNames.STATE));
        }
        return NONE;
    }

    /** No further members. */
    record None() implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) {
            // Nothing to write.
        }
    }

    /** The rules that a request breaks. */
    record Errors(List<BrokenRule> errors) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeFieldName(ERRORS);
            Json.array(errors).writeTo(json);
        }
    }

    /** The services whose name or range stands in the way of a change. */
    record ConflictingServices(List<ServiceInTheWay> services) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeFieldName(SERVICES);
            Json.array(services).writeTo(json);
        }
    }

    /** The ports in use that stand in the way of a change; the first few if there are many. */
    record PortsInUse(List<Integer> ports) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart(FieldNames.PORTS);
            for (int port : ports) {
                json.writeNumber(port);
            }
            json.writeEndArray();
        }
    }

    /**
     * The port that the name has already.
     *
     * @param state {@code offered} or {@code allocated}
     */
    record HeldPort(int port, String state) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeNumberField(FieldNames.PORT, port);
            json.writeStringField(FieldNames.STATE, state);
        }
    }

    /** How many ports of the service are in which state. */
    record Counts(PortCountsBody ports) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeFieldName(FieldNames.PORTS);
            ports.writeTo(json);
        }
    }

    /**
     * A rule that a request breaks.
     *
     * @param in {@code body}, {@code path}, {@code query} or {@code header}
     * @param field the field, parameter or header; null if the part as a whole is meant
     * @param message the rule, to be read after the field's name
     */
    record BrokenRule(String in, @Nullable String field, String message) implements JsonWritable {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("in", in);
            if (field != null) {
                json.writeStringField("field", field);
            }
            json.writeStringField("message", message);
            json.writeEndObject();
        }

        static BrokenRule read(JsonObject json) {
            return new BrokenRule(json.text("in"), json.optionalText("field"), json.text("message"));
        }
    }

    /** A service that stands in the way of a change. */
    record ServiceInTheWay(String name, int start, int end) implements JsonWritable {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField(FieldNames.NAME, name);
            json.writeNumberField(FieldNames.START, start);
            json.writeNumberField(FieldNames.END, end);
            json.writeEndObject();
        }

        static ServiceInTheWay read(JsonObject json) {
            return new ServiceInTheWay(
                    json.text(FieldNames.NAME), json.number(FieldNames.START), json.number(FieldNames.END));
        }
    }
}
