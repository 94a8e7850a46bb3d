package io.portmaster.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads arrays of rows, as dumpdata writes them, and rows one after the other (JSON lines). It holds one row at a time: a dump may be
 * that of a whole database.
 */
final class JsonRows {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .build();

    /** A place inside of Jackson's messages. */
    private static final Pattern PLACE = Pattern.compile("\\[Source: [^]]*; line: (\\d+), column: (\\d+)]");

    private final Reader text;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Integer> others = new HashMap<>();
    private int number;

    JsonRows(Reader text) {
        this.text = text;
    }

    Dump read() throws IOException {
        try (JsonParser json = MAPPER.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        row(json);
                    }
                } else {
                    row(json);
                }
            }
        } catch (JsonProcessingException e) {
            String reason = PLACE.matcher(e.getOriginalMessage()).replaceAll("line $1, column $2");
            throw new UnreadableDumpException(place(e.getLocation()) + reason, e);
        }
        return new Dump(rows, others);
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private void row(JsonParser json) throws IOException {
        number++;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            rows.add(new Row.BrokenRow(number, Subject.UNKNOWN, "the row is no object"));
            return;
        }
        JsonNode model = MissingNode.getInstance();
        JsonNode pk = MissingNode.getInstance();
        JsonNode fields = MissingNode.getInstance();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "model" -> model = MAPPER.readTree(json);
                case "pk" -> pk = MAPPER.readTree(json);
                case "fields" -> {
                    if (isOthers(model)) {
                        json.skipChildren();
                    } else {
                        fields = MAPPER.readTree(json);
                    }
                }
                default -> json.skipChildren();
            }
        }
        add(model, pk, fields);
    }

    private static boolean isOthers(JsonNode model) {
        return model.isTextual() && Kind.ofModel(model.textValue()) == null;
    }

    private void add(JsonNode model, JsonNode pk, JsonNode fields) {
        if (isOthers(model)) {
            others.merge(model.textValue(), 1, Integer::sum);
        } else if (!model.isTextual()) {
            rows.add(new Row.BrokenRow(number, Subject.UNKNOWN, "the row has no model"));
        } else {
            Kind kind = Kind.ofModel(model.textValue());
            ObjectNode object = fields.isObject() ? (ObjectNode) fields : MAPPER.createObjectNode();
            rows.add(new RowFields(number, kind == null ? Kind.UNKNOWN : kind, pk, object).row());
        }
    }
}
