package io.portmaster.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP answer as it came. */
public record HttpReply(int status, HttpHeaders headers, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body as JSON. Another body fails the test. */
    public JsonNode json() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON in " + this, e);
        }
    }

    /** The problem's code; empty for an answer that is no problem. */
    public String code() {
        return header("Content-Type") != null && header("Content-Type").startsWith("application/problem+json")
                ? json().path("code").asText()
                : "";
    }

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** One field of each item of a list. */
    public List<String> each(String field) {
        List<String> values = new ArrayList<>();
        json().forEach(item -> values.add(item.path(field).asText()));
        return values;
    }

    /** This reply if it has that status. Another status fails the test, which shows the reply. */
    public HttpReply expect(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + " and got " + this);
        }
        return this;
    }
}
