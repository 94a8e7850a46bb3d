package io.portmaster.transfer;

import io.portmaster.wire.FieldNames;
import java.util.List;

/** The columns of a table, in the order in which they are written. */
final class CsvColumns {
    static final String KIND = "kind";
    static final String SERVICE = RowFields.SERVICE;

    static final List<String> ALL = List.of(
            KIND,
            SERVICE,
            FieldNames.NAME,
            FieldNames.PORT,
            FieldNames.START,
            FieldNames.END,
            FieldNames.RANGES,
            FieldNames.RESERVED,
            FieldNames.REUSE_DELAY,
            FieldNames.BUSY_DELAY,
            FieldNames.OFFER_TTL,
            FieldNames.DESCRIPTION,
            FieldNames.LABELS,
            FieldNames.LEASE,
            FieldNames.CREATED);

    private CsvColumns() {}
}
