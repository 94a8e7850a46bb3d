package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for an offer, or for several at once.
 *
 * @param names one name, or those of a group in their order
 * @param group whether the names are sent as a list
 * @param consecutive whether the ports have to be neighbours
 * @param port the port that is wanted; null for any
 * @param fallback whether another port will do
 * @param exclude ports that the client can't use
 * @param offerTtl in seconds; null to leave it out
 */
public record OfferRequestBody(
        List<String> names,
        boolean group,
        boolean consecutive,
        @Nullable Integer port,
        boolean fallback,
        List<Integer> exclude,
        @Nullable Integer offerTtl,
        Map<String, String> labels,
        LeaseField lease)
        implements JsonWritable {
    static final String NAMES = "names";
    static final String CONSECUTIVE = "consecutive";
    static final String FALLBACK = "fallback";
    static final String EXCLUDE = "exclude";

    /** A request for any port. */
    public OfferRequestBody(String name) {
        this(List.of(name), false, false, null, false, List.of(), null, Map.of(), LeaseField.LEFT_OUT);
    }

    /** A request for a port for each of the names. */
    public static OfferRequestBody group(List<String> names, boolean consecutive) {
        return new OfferRequestBody(
                List.copyOf(names), true, consecutive, null, false, List.of(), null, Map.of(), LeaseField.LEFT_OUT);
    }

    /** The same request for that port. */
    public OfferRequestBody withPort(int wanted, boolean orAnother) {
        return new OfferRequestBody(names, group, consecutive, wanted, orAnother, exclude, offerTtl, labels, lease);
    }

    public OfferRequestBody without(List<Integer> ports) {
        return new OfferRequestBody(
                names, group, consecutive, port, fallback, List.copyOf(ports), offerTtl, labels, lease);
    }

    /** @param seconds that the offer has to last */
    public OfferRequestBody withOfferTtl(int seconds) {
        return new OfferRequestBody(names, group, consecutive, port, fallback, exclude, seconds, labels, lease);
    }

    public OfferRequestBody withLabels(Map<String, String> all) {
        return new OfferRequestBody(
                names, group, consecutive, port, fallback, exclude, offerTtl, Map.copyOf(all), lease);
    }

    public OfferRequestBody withLease(LeaseField wanted) {
        return new OfferRequestBody(names, group, consecutive, port, fallback, exclude, offerTtl, labels, wanted);
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (group) {
            json.writeArrayFieldStart(NAMES);
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
        } else {
            json.writeStringField(FieldNames.NAME, names.get(0));
        }
        if (consecutive) {
            json.writeBooleanField(CONSECUTIVE, true);
        }
        Json.writeUnlessNull(json, FieldNames.PORT, port);
        if (fallback) {
            json.writeBooleanField(FALLBACK, true);
        }
        if (!exclude.isEmpty()) {
            Json.writeNumbers(json, EXCLUDE, exclude);
        }
        Json.writeUnlessNull(json, FieldNames.OFFER_TTL, offerTtl);
        LabelFields.write(json, labels);
        lease.writeTo(json);
        json.writeEndObject();
    }

    public static OfferRequestBody read(JsonObject json) {
        boolean group = json.has(NAMES);
        return new OfferRequestBody(
                group ? json.texts(NAMES) : List.of(json.text(FieldNames.NAME)),
                group,
                json.flag(CONSECUTIVE),
                json.optionalNumber(FieldNames.PORT),
                json.flag(FALLBACK),
                json.numbers(EXCLUDE),
                json.optionalNumber(FieldNames.OFFER_TTL),
                LabelFields.read(json),
                LeaseField.read(json));
    }
}
