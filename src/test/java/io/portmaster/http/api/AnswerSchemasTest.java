package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.portmaster.http.Contract;
import io.portmaster.http.Contract.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Answers may gain fields, and clients ignore those that they don't know. A schema that allows no further fields forbids that.
 * In the generated Java client one such schema closes all models, also those of other answers.
 */
class AnswerSchemasTest {
    private static final Contract CONTRACT = Contract.load();

    @Test
    void noSchemaOfAnAnswerForbidsFurtherFields() {
        Map<String, JsonNode> answers = reachable("responses");

        assertThat(answers).containsKeys("#/components/schemas/PortRange", "#/components/schemas/Problem");
        assertThat(closed(answers)).isEmpty();
    }

    /** Nodes refuse unknown fields of requests by name, so that a misspelled one is noticed. */
    @Test
    void schemasOfRequestsForbidFurtherFields() {
        assertThat(closed(reachable("requestBody")))
                .contains("#/components/schemas/WantedRange", "#/components/schemas/OfferRequest");
    }

    /** The parts of the document that are used in that part of an operation, by their places. */
    private static Map<String, JsonNode> reachable(String part) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        for (Operation operation : CONTRACT.operations()) {
            follow(operation + " " + part, operation.definition().path(part), found);
        }
        return found;
    }

    private static void follow(String place, JsonNode node, Map<String, JsonNode> found) {
        if (found.putIfAbsent(place, node) != null) {
            return;
        }
        for (JsonNode reference : node.findValues("$ref")) {
            String target = reference.asText();
            JsonNode part = CONTRACT.document().at(target.substring(1));
            assertThat(part.isMissingNode()).as(target).isFalse();
            follow(target, part, found);
        }
    }

    private static List<String> closed(Map<String, JsonNode> parts) {
        return parts.entrySet().stream()
                .filter(part -> forbids(part.getValue(), "additionalProperties")
                        || forbids(part.getValue(), "unevaluatedProperties"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean forbids(JsonNode node, String word) {
        return node.findValues(word).contains(BooleanNode.FALSE);
    }
}
