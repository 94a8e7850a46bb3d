package io.portmaster.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private static String yaml(String json) {
        return Yaml.of(json.getBytes(UTF_8));
    }

    @Test
    void blocksAreIndentedByTwo() {
        assertThat(yaml("{\"a\":[{\"b\":1,\"c\":[]},{\"d\":{}}],\"e\":{\"f\":\"x y\"},\"g\":null}"))
                .isEqualTo("""
                        a:
                          - b: 1
                            c: []
                          - d: {}
                        e:
                          f: "x y"
                        g: null
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "null",
                "0x1",
                "1e3",
                "",
                " a",
                "a: b",
                "#",
                "2026-01-01",
                "~",
                "on",
                "-",
                "1_000",
                "é"
            })
    void aTextThatSomeReaderTakesForSomethingElseIsQuoted(String text) {
        assertThat(yaml("[\"" + text + "\"]")).isEqualTo("- \"" + text + "\"\n");
    }

    @Test
    void whatMovesTheCursorIsSpelled() {
        String spelled = yaml("[\"\\u001b[31m\\n\\u009b\\u202e\\udb40\\udc01\\ud800\"]");
        assertThat(spelled).isEqualTo("- \"\\u001b[31m\\u000a\\u009b\\u202e\\U000e0001\\ud800\"\n");
    }

    /** An independent reader gets the same from it. */
    @Property(tries = 300)
    void itSaysWhatTheJsonSays(@ForAll("values") JsonNode value) throws JsonProcessingException {
        String yaml = Yaml.of(JSON.writeValueAsString(value).getBytes(UTF_8));
        assertThat(YAML.readTree(yaml)).as(yaml).isEqualTo(value);
    }

    @Provide
    Arbitrary<JsonNode> values() {
        Arbitrary<String> texts =
                Arbitraries.strings().withCharRange('\u0000', '\ud7ff').ofMaxLength(8);
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                texts.map(JsonNodeFactory.instance::textNode),
                Arbitraries.of("yes", "1", "null", "- a", "a: b").map(JsonNodeFactory.instance::textNode),
                Arbitraries.integers().map(number -> JsonNodeFactory.instance.numberNode(number.intValue())),
                Arbitraries.of(true, false).map(JsonNodeFactory.instance::booleanNode));
        return Arbitraries.recursive(
                () -> scalars, inner -> Arbitraries.oneOf(arrays(inner), objects(texts, inner)), 0, 3);
    }

    private static Arbitrary<JsonNode> arrays(Arbitrary<JsonNode> inner) {
        return inner.list()
                .ofMaxSize(3)
                .map(items -> JsonNodeFactory.instance.arrayNode().addAll(items));
    }

    private static Arbitrary<JsonNode> objects(Arbitrary<String> names, Arbitrary<JsonNode> inner) {
        return Arbitraries.maps(names, inner)
                .ofMaxSize(3)
                .map(fields -> JsonNodeFactory.instance.objectNode().<JsonNode>setAll(fields));
    }
}
