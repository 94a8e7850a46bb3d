package io.portmaster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of allocations, which were accepted at one revision.
 *
 * @param secret the secret of the former offers; null except in the answer to a repeated request for those
 * @param lease the client's lease that they end with, as 16 hexadecimal digits; null for none
 * @param revision the fencing token: the store's revision at which they were accepted
 */
public record AllocationGroupBody(
        String service,
        List<NamedPortBody> ports,
        @Nullable Secret secret,
        Instant created,
        Map<String, String> labels,
        @Nullable String lease,
        long revision)
        implements GroupBody {
    private static final String ALLOCATIONS = "allocations";

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeCommonFields(json, ALLOCATIONS, AllocationBody.STATE);
        LabelFields.write(json, labels);
        AllocationBody.writeLeaseAndRevision(json, lease, revision);
        json.writeEndObject();
    }

    public static AllocationGroupBody read(JsonObject json) {
        return new AllocationGroupBody(
                json.text(FieldNames.SERVICE),
                json.objects(ALLOCATIONS, NamedPortBody::read),
                HoldingBody.readSecret(json),
                json.time(FieldNames.CREATED),
                LabelFields.read(json),
                json.optionalText(FieldNames.LEASE),
                json.revision(FieldNames.REVISION));
    }
}
