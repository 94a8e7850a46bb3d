package io.portmaster.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A dump that was read.
 *
 * @param others how many rows of other applications there are, by model
 */
public record Dump(List<Row> rows, Map<String, Integer> others) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    public Dump {
        rows = List.copyOf(rows);
        others = new TreeMap<>(others);
    }

    /**
     * Reads a dump to its end: JSON, JSON lines or CSV, which the first character tells apart.
     *
     * @throws UnreadableDumpException if it is none of them, or ends in the middle
     */
    public static Dump read(BufferedReader text) throws IOException {
        return switch (firstCharacter(text)) {
            case '[', '{' -> new JsonRows(text).read();
            case '<' -> throw new UnreadableDumpException("this is XML: make the dump with --format json");
            case '-' -> throw new UnreadableDumpException("this is YAML: make the dump with --format json");
            case -1 -> throw new UnreadableDumpException("it is empty");
            default -> new CsvRows(text).read();
        };
    }

    /** The first character that is no blank, which is left to be read again; -1 at the end. */
    private static int firstCharacter(BufferedReader text) throws IOException {
        while (true) {
            text.mark(1);
            int c = text.read();
            if (c != BYTE_ORDER_MARK && (c < 0 || !Character.isWhitespace(c))) {
                text.reset();
                return c;
            }
        }
    }

    /** The same dump without the rows of other services; null lets everything through. */
    public Dump of(@Nullable Set<String> services) {
        return services == null
                ? this
                : new Dump(
                        rows.stream()
                                .filter(row -> row.subject().service() == null
                                        || services.contains(row.subject().service()))
                                .toList(),
                        others);
    }

    /** The services that its rows name. */
    Set<String> services() {
        Set<String> services = new HashSet<>();
        for (Row row : rows) {
            String service = row.subject().service();
            if (service != null) {
                services.add(service);
            }
        }
        return services;
    }
}
