package io.portmaster.http.api;

import io.portmaster.wire.FieldNames;
import org.jspecify.annotations.Nullable;

/** The times that clients choose, as fields of a body: whole numbers of seconds, from a smallest to a largest. */
enum Seconds {
    REUSE_DELAY(FieldNames.REUSE_DELAY, 0, Constants.WEEK),
    BUSY_DELAY(FieldNames.BUSY_DELAY, 0, Constants.WEEK),
    OFFER_TTL(FieldNames.OFFER_TTL, 2, Constants.DAY),
    LEASE_TTL(FieldNames.TTL, 5, Constants.DAY),
    LINGER(FieldNames.LINGER, 5, Constants.WEEK);

    private static final class Constants {
        static final int DAY = 86_400;
        static final int WEEK = 604_800;
    }

    private final String field;
    private final int smallest;
    private final int largest;

    Seconds(String field, int smallest, int largest) {
        this.field = field;
        this.smallest = smallest;
        this.largest = largest;
    }

    /** Takes the field. Null if it is missing or breaks the rule. */
    @Nullable
    Integer take(JsonFields fields) {
        return fields.number(field, fields.take(field), smallest, largest);
    }

    /** Takes the field, which may have the value null. Null if it is null or missing, or breaks the rule. */
    @Nullable
    Integer takeNullable(JsonFields fields) {
        return fields.isNull(field) ? drop(fields) : take(fields);
    }

    private @Nullable Integer drop(JsonFields fields) {
        fields.take(field);
        return null;
    }

    /** Takes the field, which must be there. Null if it is missing or breaks the rule. */
    @Nullable
    Integer require(JsonFields fields) {
        return fields.number(field, fields.require(field), smallest, largest);
    }
}
