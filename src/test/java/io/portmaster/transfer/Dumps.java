package io.portmaster.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Dumps for tests. */
final class Dumps {
    private Dumps() {}

    /** A dump of a real installation's form, with rows of every kind. */
    static String ofEveryKind() {
        try (InputStream file =
                Objects.requireNonNull(Dumps.class.getResourceAsStream("/dumps/dumpdata.json"), "the file is there")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Dump read(String text) {
        try {
            return Dump.read(new BufferedReader(new StringReader(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An array of rows. */
    static Dump of(String... rows) {
        return read("[" + String.join(",\n", rows) + "]");
    }

    static String service(String name, int start, int end) {
        return "{\"model\": \"django_portmaster.service\", \"pk\": \"%s\", \"fields\": {\"description\": null, \"start\": %d, \"end\": %d}}"
                .formatted(name, start, end);
    }

    static String instance(String service, int port, String name) {
        return "{\"model\": \"django_portmaster.instance\", \"pk\": %d, \"fields\": {\"service\": \"%s\", \"name\": \"%s\"}}"
                .formatted(port, service, name);
    }

    /** Each row's fate and reason, as {@code 7 broken the name must not …}. Those that go well have no reason. */
    static List<String> told(List<Result> results) {
        return results.stream()
                .map(result ->
                        result.row() + " " + result.fate() + (result.reason() == null ? "" : " " + result.reason()))
                .collect(Collectors.toList());
    }
}
