package io.portmaster.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portmaster.wire.FieldNames;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table. Its first line has the titles of {@link CsvColumns}, in any order; those that aren't needed may be missing. A row
 * that doesn't say what it is about is an instance if it has a port, else a service.
 */
final class CsvRows {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final CsvReader csv;
    private final List<Row> rows = new ArrayList<>();
    private int number = 1;

    CsvRows(Reader text) {
        this.csv = new CsvReader(text);
    }

    Dump read() throws IOException {
        List<String> titles = titles(csv.record());
        for (List<String> cells = csv.record(); cells != null; cells = csv.record()) {
            number++;
            if (!cells.stream().allMatch(String::isBlank)) {
                rows.add(row(titles, cells));
            }
        }
        return new Dump(rows, Map.of());
    }

    private static List<String> titles(@Nullable List<String> line) {
        List<String> titles = line == null
                ? List.of()
                : line.stream()
                        .map(title -> title.strip().toLowerCase(Locale.ROOT))
                        .toList();
        for (String title : titles) {
            if (!CsvColumns.ALL.contains(title)) {
                throw new UnreadableDumpException("it is neither JSON nor a table: the first line has '" + title
                        + "', and the titles of a table are " + String.join(", ", CsvColumns.ALL));
            }
        }
        if (!titles.contains(CsvColumns.SERVICE) || titles.stream().distinct().count() < titles.size()) {
            throw new UnreadableDumpException("the first line must have the title 'service', and each title once");
        }
        return titles;
    }

    private Row row(List<String> titles, List<String> cells) {
        ObjectNode fields = NODES.objectNode();
        String kindName = "";
        JsonNode service = NODES.nullNode();
        JsonNode port = NODES.nullNode();
        for (int i = 0; i < titles.size(); i++) {
            String title = titles.get(i);
            String cell = i < cells.size() ? cells.get(i) : "";
            switch (title) {
                case CsvColumns.KIND -> kindName = cell.strip();
                case CsvColumns.SERVICE -> service = NODES.textNode(cell.strip());
                case FieldNames.PORT -> port = number(cell.strip());
                default -> fields.set(title, value(title, cell));
            }
        }
        Kind kind = kind(kindName, !port.isNull());
        if (kind == Kind.UNKNOWN) {
            return new Row.BrokenRow(
                    number,
                    Subject.UNKNOWN,
                    "the row is a '" + kindName + "', and not a service, an instance or an offer");
        }
        if (cells.size() > titles.size()) {
            return new Row.BrokenRow(number, Subject.UNKNOWN, "the row has more cells than there are titles");
        }
        fields.set(CsvColumns.SERVICE, service);
        fields.set(FieldNames.PORT, port);
        return new RowFields(number, kind, kind == Kind.SERVICE ? service : port, fields).row();
    }

    private static Kind kind(String name, boolean hasPort) {
        if (name.isEmpty()) {
            return hasPort ? Kind.INSTANCE : Kind.SERVICE;
        }
        for (Kind kind : Kind.values()) {
            if (kind.toString().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        return Kind.UNKNOWN;
    }

    private static JsonNode value(String title, String cell) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return NODES.nullNode();
        }
        return switch (title) {
            case FieldNames.RANGES, FieldNames.RESERVED -> ranges(text);
            case FieldNames.LABELS -> json(text);
            case FieldNames.DESCRIPTION -> NODES.textNode(cell);
            case FieldNames.NAME, FieldNames.LEASE, FieldNames.CREATED -> NODES.textNode(text);
            default -> number(text);
        };
    }

    /** The number; the text if it is none, so that the row's rules object to it. */
    private static JsonNode number(String text) {
        if (text.isEmpty()) {
            return NODES.nullNode();
        }
        return text.matches("-?\\d{1,9}") ? NODES.numberNode(Integer.parseInt(text)) : NODES.textNode(text);
    }

    private static JsonNode ranges(String text) {
        ArrayNode ranges = NODES.arrayNode();
        for (String range : text.split("\\s+", -1)) {
            String[] bounds = range.split("-", 2);
            ObjectNode node = ranges.addObject();
            node.set(FieldNames.START, number(bounds[0]));
            node.set(FieldNames.END, number(bounds[bounds.length - 1]));
        }
        return ranges;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return NODES.textNode(text);
        }
    }
}
