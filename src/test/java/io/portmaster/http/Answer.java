package io.portmaster.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer.
 *
 * @param headers by their names in lower case
 * @param asked the path of the request; empty if it isn't known
 */
public record Answer(int status, Map<String, List<String>> headers, String text, String asked) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The value of a header; null if it is missing. Several values fail the test. */
    @Nullable
    public String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
        if (values.size() > 1) {
            throw new AssertionError(name + " is there more than once in " + this);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public Answer to(String path) {
        return new Answer(status, headers, text, path);
    }

    /** The path that {@code Location} means, seen from the path of the request. */
    public String location() {
        return URI.create(asked).resolve(String.valueOf(header("Location"))).toString();
    }

    /** The path of the next page of a list; null on the last page. */
    @Nullable
    public String next() {
        String link = header("Link");
        return link == null
                ? null
                : URI.create(asked)
                        .resolve(link.substring(1, link.indexOf('>')))
                        .toString();
    }

    public JsonNode json() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON in " + this, e);
        }
    }

    public String text(String field) {
        return json().path(field).asText();
    }

    /** The problem's code. An answer that is no proper problem fails the test. */
    public String code() {
        if (!"application/problem+json".equals(header("Content-Type"))
                || json().path("status").asInt() != status
                || !text("type").equals("urn:portmaster:problem:" + text("code"))
                || text("title").isEmpty()) {
            throw new AssertionError("not a proper problem: " + this);
        }
        return text("code");
    }

    /** The broken rules of an {@code invalid-request}, each as {@code in field} or {@code in}. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (JsonNode error : json().path("errors")) {
            if (error.path("message").asText().isEmpty()) {
                throw new AssertionError("a complaint without words: " + this);
            }
            complaints.add(
                    (error.path("in").asText() + " " + error.path("field").asText()).trim());
        }
        return complaints;
    }

    /** One field of each item of a list. */
    public List<String> each(String field) {
        List<String> values = new ArrayList<>();
        json().forEach(item -> values.add(item.path(field).asText()));
        return values;
    }

    /** The whole answer and nothing else: tests look for secrets in it. */
    @Override
    public String toString() {
        return status + " " + headers + " " + text;
    }

    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + " and got " + this);
        }
        return this;
    }
}
