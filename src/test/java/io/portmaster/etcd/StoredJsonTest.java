package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {
    private final JsonFactory json = new JsonFactory();

    private StoredJson read(String text) throws IOException {
        return StoredJson.read(json, text.getBytes(UTF_8));
    }

    @Test
    void eachKindOfFieldIsRead() throws IOException {
        StoredJson object =
                read("{\"text\":\"J\\u00e4ger \\\"1\\\"\",\"number\":-17,\"yes\":true,\"no\":false,\"nothing\":null}");
        assertThat(object.text("text")).isEqualTo("Jäger \"1\"");
        assertThat(object.optionalText("text")).isEqualTo("Jäger \"1\"");
        assertThat(object.integer("number")).isEqualTo(-17);
        assertThat(object.isTrue("yes")).isTrue();
        assertThat(object.isTrue("no")).isFalse();
        assertThat(object.optionalText("nothing")).isNull();
    }

    @Test
    void missingFieldIsNoTextNoNumberAndNotTrue() throws IOException {
        StoredJson object = read("{}");
        assertThat(object.optionalText("text")).isNull();
        assertThat(object.isTrue("yes")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.text("text"))
                .withMessage("no text in text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.integer("number"))
                .withMessage("no integer in number");
    }

    /** A later version may add fields of any kind. */
    @Test
    void unknownFieldsOfAnyKindAreSkipped() throws IOException {
        StoredJson object = read(
                "{\"a\":{\"v\":2,\"b\":[1,{\"v\":3}]},\"c\":[[\"v\"]],\"d\":1.5,\"e\":123456789012345678901,\"v\":1}");
        assertThat(object.integer("v")).isEqualTo(1);
    }

    @Test
    void lastOfTwoEqualFieldsCounts() throws IOException {
        assertThat(read("{\"v\":1,\"v\":2}").integer("v")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2147483648", "-2147483649", "1e3", "\"1\"", "true", "null", "{}", "[1]"})
    void otherValueIsNoInteger(String value) throws IOException {
        StoredJson object = read("{\"v\":" + value + "}");
        assertThatIllegalArgumentException().isThrownBy(() -> object.integer("v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "{}", "[\"a\"]"})
    void otherValueIsNoText(String value) throws IOException {
        StoredJson object = read("{\"name\":" + value + "}");
        assertThatIllegalArgumentException().isThrownBy(() -> object.text("name"));
        assertThatIllegalArgumentException().isThrownBy(() -> object.optionalText("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "1", "\"v\"", "[]", "[{\"v\":1}]"})
    void valueThatIsNoObjectHasNoFields(String text) throws IOException {
        StoredJson object = read(text);
        assertThatIllegalArgumentException().isThrownBy(() -> object.integer("v"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"v\"",
                "{\"v\":",
                "{\"v\":1",
                "{\"v\":1,",
                "{\"v\":1]",
                "{v:1}",
                "{\"a\":[1}",
                "{\"a\":\"b",
                "nil"
            })
    void bytesThatAreNoJsonAreRefused(String text) {
        assertThatIOException().isThrownBy(() -> read(text));
    }
}
