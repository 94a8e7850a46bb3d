package io.portmaster.transfer;

import io.portmaster.domain.PortSet;
import io.portmaster.domain.Timestamp;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.FieldNames;
import io.portmaster.wire.Json;
import io.portmaster.wire.ServiceBody;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes rows as comma-separated values, with the columns of {@link CsvColumns}. */
final class CsvWriter implements DumpWriter {
    @Override
    public void begin(Consumer<String> lines) {
        lines.accept(String.join(",", CsvColumns.ALL));
    }

    @Override
    public void end(Consumer<String> lines) {
        // Nothing stands behind the rows.
    }

    @Override
    public void write(ServiceBody service, Consumer<String> lines) {
        Map<String, Object> cells = new HashMap<>();
        cells.put(CsvColumns.KIND, Kind.SERVICE);
        cells.put(CsvColumns.SERVICE, service.name());
        cells.put(FieldNames.START, service.start());
        cells.put(FieldNames.END, service.end());
        if (service.ranges().ranges().size() > 1) {
            cells.put(FieldNames.RANGES, words(service.ranges()));
        }
        cells.put(FieldNames.RESERVED, words(service.reserved()));
        cells.put(FieldNames.REUSE_DELAY, service.reuseDelay());
        cells.put(FieldNames.BUSY_DELAY, service.busyDelay());
        if (service.offerTtl() != null) {
            cells.put(FieldNames.OFFER_TTL, service.offerTtl());
        }
        if (service.description() != null) {
            cells.put(FieldNames.DESCRIPTION, service.description());
        }
        cells.put(FieldNames.CREATED, Timestamp.format(service.created()));
        lines.accept(line(cells));
    }

    @Override
    public void write(AllocationBody allocation, Consumer<String> lines) {
        Map<String, Object> cells = new HashMap<>();
        cells.put(CsvColumns.KIND, Kind.INSTANCE);
        cells.put(CsvColumns.SERVICE, allocation.service());
        cells.put(FieldNames.NAME, allocation.name());
        cells.put(FieldNames.PORT, allocation.port());
        if (!allocation.labels().isEmpty()) {
            cells.put(FieldNames.LABELS, labels(allocation.labels()));
        }
        if (allocation.lease() != null) {
            cells.put(FieldNames.LEASE, allocation.lease());
        }
        cells.put(FieldNames.CREATED, Timestamp.format(allocation.created()));
        lines.accept(line(cells));
    }

    private static String words(PortSet ports) {
        return ports.toString().replace(',', ' ');
    }

    private static String labels(Map<String, String> labels) {
        byte[] json = Json.write(generator -> {
            generator.writeStartObject();
            for (Map.Entry<String, String> label : labels.entrySet()) {
                generator.writeStringField(label.getKey(), label.getValue());
            }
            generator.writeEndObject();
        });
        return new String(json, StandardCharsets.UTF_8);
    }

    private static String line(Map<String, Object> cells) {
        return CsvColumns.ALL.stream()
                .map(column -> cell(cells.getOrDefault(column, "").toString()))
                .collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        boolean needsQuotes = text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                || !text.equals(text.strip());
        return needsQuotes ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
