package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.PortSet;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that changes a service. A field that is null is left out, and then stays as it is. {@code PUT} needs
 * {@code ranges} or both ends, and deletes a description that is left out.
 *
 * @param describes whether the description is sent. If it is sent as null, it is deleted
 * @param reuseDelay in seconds
 * @param busyDelay in seconds
 * @param setsOfferTtl whether the TTL of offers is sent. If it is sent as null, the node's own counts
 * @param offerTtl in seconds
 */
public record ServiceChangeBody(
        boolean describes,
        @Nullable String description,
        @Nullable Integer start,
        @Nullable Integer end,
        @Nullable PortSet ranges,
        @Nullable PortSet reserved,
        @Nullable Integer reuseDelay,
        @Nullable Integer busyDelay,
        boolean setsOfferTtl,
        @Nullable Integer offerTtl)
        implements JsonWritable {
    /** A body that changes nothing. */
    public static final ServiceChangeBody NOTHING = new ServiceChangeBody(false, null, null, null);

    /** A body with the fields that every release knows. */
    public ServiceChangeBody(
            boolean describes, @Nullable String description, @Nullable Integer start, @Nullable Integer end) {
        this(describes, description, start, end, null, null, null, null, false, null);
    }

    public ServiceChangeBody withRanges(PortSet all) {
        return new ServiceChangeBody(
                describes, description, start, end, all, reserved, reuseDelay, busyDelay, setsOfferTtl, offerTtl);
    }

    public ServiceChangeBody withReserved(PortSet kept) {
        return new ServiceChangeBody(
                describes, description, start, end, ranges, kept, reuseDelay, busyDelay, setsOfferTtl, offerTtl);
    }

    /** @param reuse null to leave it out, as is {@code busy} */
    public ServiceChangeBody withDelays(@Nullable Integer reuse, @Nullable Integer busy) {
        return new ServiceChangeBody(
                describes, description, start, end, ranges, reserved, reuse, busy, setsOfferTtl, offerTtl);
    }

    /** @param ttl null to remove it */
    public ServiceChangeBody withOfferTtl(@Nullable Integer ttl) {
        return new ServiceChangeBody(
                describes, description, start, end, ranges, reserved, reuseDelay, busyDelay, true, ttl);
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (describes) {
            json.writeStringField(FieldNames.DESCRIPTION, description);
        }
        Json.writeUnlessNull(json, FieldNames.START, start);
        Json.writeUnlessNull(json, FieldNames.END, end);
        if (ranges != null) {
            Ranges.write(json, FieldNames.RANGES, ranges);
        }
        if (reserved != null) {
            Ranges.write(json, FieldNames.RESERVED, reserved);
        }
        Json.writeUnlessNull(json, FieldNames.REUSE_DELAY, reuseDelay);
        Json.writeUnlessNull(json, FieldNames.BUSY_DELAY, busyDelay);
        if (setsOfferTtl && offerTtl == null) {
            json.writeNullField(FieldNames.OFFER_TTL);
        }
        Json.writeUnlessNull(json, FieldNames.OFFER_TTL, offerTtl);
        json.writeEndObject();
    }

    public static ServiceChangeBody read(JsonObject json) {
        return new ServiceChangeBody(
                json.has(FieldNames.DESCRIPTION),
                json.optionalText(FieldNames.DESCRIPTION),
                json.optionalNumber(FieldNames.START),
                json.optionalNumber(FieldNames.END),
                json.has(FieldNames.RANGES) ? Ranges.read(json, FieldNames.RANGES) : null,
                json.has(FieldNames.RESERVED) ? Ranges.read(json, FieldNames.RESERVED) : null,
                json.optionalNumber(FieldNames.REUSE_DELAY),
                json.optionalNumber(FieldNames.BUSY_DELAY),
                json.has(FieldNames.OFFER_TTL),
                json.optionalNumber(FieldNames.OFFER_TTL));
    }
}
