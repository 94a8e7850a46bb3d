package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortSet;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members that only some problems have, for programs. They are written into the problem's own object. */
public sealed interface ProblemMembers extends JsonWritable {
    String ERRORS = "errors";
    String SERVICES = "services";
    String LONGEST_RUN = "longest_run";
    String LIMIT = "limit";

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
                    : new Counts(json.object(FieldNames.PORTS, PortCountsBody::read), json.optionalNumber(LONGEST_RUN));
        }
        if (json.has(FieldNames.PORT)) {
            return json.has(FieldNames.SERVICE) ? TakenPort.read(json) : HeldPort.read(json);
        }
        if (json.has(FieldNames.RANGES)) {
            return new OwnedRanges(Ranges.read(json, FieldNames.RANGES));
        }
        if (json.has(FieldNames.LINGER)) {
            return new ShortLease(json.number(FieldNames.LINGER), json.number(FieldNames.REUSE_DELAY));
        }
        if (json.has(LIMIT)) {
            return new Limit(json.number(LIMIT));
        }
        if (json.has(FieldNames.LEASE)) {
            return new OtherLease(json.text(FieldNames.LEASE));
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
            Json.writeNumbers(json, FieldNames.PORTS, ports);
        }
    }

    /**
     * The port that the name has already.
     *
     * @param state {@code offered} or {@code allocated}
     * @param name which of a group's names has the port; null if only one was asked for
     */
    record HeldPort(int port, String state, @Nullable String name) implements ProblemMembers {
        public HeldPort(int port, String state) {
            this(port, state, null);
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeNumberField(FieldNames.PORT, port);
            json.writeStringField(FieldNames.STATE, state);
            if (name != null) {
                json.writeStringField(FieldNames.NAME, name);
            }
        }

        static HeldPort read(JsonObject json) {
            return new HeldPort(
                    json.number(FieldNames.PORT), json.text(FieldNames.STATE), json.optionalText(FieldNames.NAME));
        }
    }

    /**
     * The port that was asked for, and who has it.
     *
     * @param state {@code offered}, {@code allocated} or {@code cooling}
     * @param name who has the port, or had it before it cooled
     */
    record TakenPort(int port, String state, String service, String name) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeNumberField(FieldNames.PORT, port);
            json.writeStringField(FieldNames.STATE, state);
            json.writeStringField(FieldNames.SERVICE, service);
            json.writeStringField(FieldNames.NAME, name);
        }

        static TakenPort read(JsonObject json) {
            return new TakenPort(
                    json.number(FieldNames.PORT),
                    json.text(FieldNames.STATE),
                    json.text(FieldNames.SERVICE),
                    json.text(FieldNames.NAME));
        }
    }

    /**
     * How many ports of the service are in which state.
     *
     * @param longestRun how many free ports are side by side at most; null unless neighbours were asked for
     */
    record Counts(PortCountsBody ports, @Nullable Integer longestRun) implements ProblemMembers {
        public Counts(PortCountsBody ports) {
            this(ports, null);
        }

        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeFieldName(FieldNames.PORTS);
            ports.writeTo(json);
            Json.writeUnlessNull(json, LONGEST_RUN, longestRun);
        }
    }

    /** The ranges that the port has to be in. */
    record OwnedRanges(PortSet ranges) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            Ranges.write(json, FieldNames.RANGES, ranges);
        }
    }

    /** The lease's linger and the service's reuse delay, in seconds. */
    record ShortLease(int linger, int reuseDelay) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeNumberField(FieldNames.LINGER, linger);
            json.writeNumberField(FieldNames.REUSE_DELAY, reuseDelay);
        }
    }

    /** How many allocations a lease may carry. */
    record Limit(int limit) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeNumberField(LIMIT, limit);
        }
    }

    /** The lease that the allocation is on, as 16 hexadecimal digits. */
    record OtherLease(String lease) implements ProblemMembers {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStringField(FieldNames.LEASE, lease);
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
    record ServiceInTheWay(String name, PortSet ranges) implements JsonWritable {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField(FieldNames.NAME, name);
            json.writeNumberField(FieldNames.START, ranges.lowest());
            json.writeNumberField(FieldNames.END, ranges.highest());
            Ranges.write(json, FieldNames.RANGES, ranges);
            json.writeEndObject();
        }

        static ServiceInTheWay read(JsonObject json) {
            return new ServiceInTheWay(json.text(FieldNames.NAME), Ranges.read(json));
        }
    }
}
