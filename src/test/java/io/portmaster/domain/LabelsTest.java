package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void labelsAreInTheOrderOfTheirNames() {
        assertThat(new Labels(Map.of("b", "1", "a", "2")).values())
                .containsExactly(Map.entry("a", "2"), Map.entry("b", "1"));
    }

    @Test
    void laterChangesOfTheMapDontCount() {
        Map<String, String> map = new HashMap<>(Map.of("a", "1"));
        Labels labels = new Labels(map);
        map.put("b", "2");
        assertThat(labels).isEqualTo(new Labels(Map.of("a", "1")));
    }

    @Test
    void nameHasUpTo63Characters() {
        assertAllowed(Map.of("n".repeat(63), ""));
        assertRefused(Map.of("n".repeat(64), ""), "must have names of 1 to 63 characters");
        assertRefused(Map.of("", "x"), "must have names of 1 to 63 characters");
    }

    @Test
    void valueHasUpTo255Characters() {
        assertAllowed(Map.of("a", "😀".repeat(255)));
        assertRefused(Map.of("a", "v".repeat(256)), "must have values of at most 255 characters");
    }

    @Test
    void thereAreUpTo16Labels() {
        assertAllowed(labels(16, "x"));
        assertRefused(labels(17, "x"), "must be at most 16, not 17");
    }

    @Test
    void allOfThemHaveUpTo4096BytesInUtf8() {
        Map<String, String> labels = labels(16, "é".repeat(127));
        labels.put("a", "é".repeat(135));
        assertAllowed(labels);
        assertThat(new Labels(labels).bytes()).isEqualTo(4096);
        labels.put("a", "é".repeat(135) + "x");
        assertRefused(labels, "must have at most 4096 bytes in all");
    }

    @Test
    void labelsContainWhatIsAmongThem() {
        Labels labels = new Labels(Map.of("a", "1", "b", "2"));
        assertThat(labels.contain(Map.of("b", "2"))).isTrue();
        assertThat(labels.contain(Map.of())).isTrue();
        assertThat(labels.contain(Map.of("b", "1"))).isFalse();
        assertThat(labels.contain(Map.of("b", "2", "c", "3"))).isFalse();
    }

    private static Map<String, String> labels(int count, String value) {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < count; i++) {
            labels.put(Character.toString('a' + i), value);
        }
        return labels;
    }

    private static void assertAllowed(Map<String, String> labels) {
        assertThat(Labels.objection(labels)).isNull();
        assertThat(new Labels(labels).values()).isEqualTo(labels);
    }

    private static void assertRefused(Map<String, String> labels, String objection) {
        assertThat(Labels.objection(labels)).isEqualTo(objection);
        assertThatIllegalArgumentException().isThrownBy(() -> new Labels(labels));
    }
}
