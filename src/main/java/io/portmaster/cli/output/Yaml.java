package io.portmaster.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes JSON as YAML 1.2, in block style. A text is quoted unless every reader of YAML takes it for a text. */
final class Yaml {
    /** A word with a letter first. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./@-]*");

    /** What some readers take for something else than a text, in any case. */
    private static final Pattern RESERVED =
            Pattern.compile("y|n|yes|no|true|false|on|off|null|nan|inf", Pattern.CASE_INSENSITIVE);

    private final StringBuilder text = new StringBuilder();

    private Yaml() {}

    /** @param json in UTF-8 */
    static String of(byte[] json) {
        Yaml yaml = new Yaml();
        try {
            yaml.block(new JsonMapper().readTree(json), "");
        } catch (IOException e) {
            throw new UncheckedIOException("what was just written is no JSON", e);
        }
        return yaml.text.toString();
    }

    /** Writes a value at the beginning of a line, or behind a dash. */
    private void block(JsonNode value, String indent) {
        if (value.isObject() && !value.isEmpty()) {
            fields(value, indent);
        } else if (value.isArray() && !value.isEmpty()) {
            items(value, indent);
        } else {
            text.append(scalar(value)).append('\n');
        }
    }

    private void fields(JsonNode object, String indent) {
        String before = "";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text.append(before).append(quoted(field.getKey())).append(':');
            before = indent;
            JsonNode value = field.getValue();
            if (value.isContainerNode() && !value.isEmpty()) {
                String deeper = indent + "  ";
                text.append('\n').append(deeper);
                block(value, deeper);
            } else {
                text.append(' ').append(scalar(value)).append('\n');
            }
        }
    }

    private void items(JsonNode array, String indent) {
        Iterator<JsonNode> items = array.elements();
        String before = "";
        while (items.hasNext()) {
            text.append(before).append("- ");
            before = indent;
            block(items.next(), indent + "  ");
        }
    }

    private static String scalar(JsonNode value) {
        if (value.isTextual()) {
            return quoted(value.textValue());
        }
        return value.isObject() ? "{}" : value.isArray() ? "[]" : value.asText();
    }

    private static String quoted(String value) {
        if (PLAIN.matcher(value).matches() && !RESERVED.matcher(value).matches()) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(character -> append(character, quoted));
        return quoted.append('"').toString();
    }

    private static void append(int character, StringBuilder quoted) {
        if (character == '"' || character == '\\') {
            quoted.append('\\').appendCodePoint(character);
        } else if (isPrintable(character)) {
            quoted.appendCodePoint(character);
        } else {
            quoted.append(String.format(character > 0xFFFF ? "\\U%08x" : "\\u%04x", character));
        }
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
