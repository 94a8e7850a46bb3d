package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyClassifierTest {
    private final KeyClassifier<String> sorter = new KeyClassifier<>("/p/", new InWords());

    @Test
    void aRecordIsReadWithItsLease() {
        assertThat(sort("/p/default/offers/django/web-01", "5000", 7))
                .isEqualTo("default: "
                        + new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01")) + " is "
                        + new Value.Index(5000) + " on 7");
    }

    @Test
    void aValueThatCannotBeReadStandsUnderItsKeyAllTheSame() {
        assertThat(sort("/p/default/ports/05000", "{\"v\":2}", 0))
                .startsWith("default: " + new Key.PortKey(Space.DEFAULT, 5000) + " is Unreadable")
                .contains("schema version 2");
    }

    @Test
    void anotherSpacesRecordsAreReadAsWell() {
        assertThat(sort("/p/dc-2/instances/django/web-01", "5000", 0)).startsWith("dc-2: InstanceIndex");
    }

    @Test
    void theInstallationHasOneKeyOfItsOwn() {
        assertThat(sort("/p/_id", "?", 0)).isEqualTo("the installation /p/_id");
        assertThat(sort("/p/default/_id", "?", 0)).isEqualTo("reserved");
    }

    @Test
    void fencesAreOfASpace() {
        assertThat(sort("/p/default/fences/3f6f", "", 9)).isEqualTo("default: fence");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p/_acl", "/p/_acl/x", "/p/_acl/ports/05000", "/p/default/_later", "/p/default/_later/x"})
    void namesWithAnUnderscoreAreKeptForLater(String key) {
        assertThat(sort(key, "?", 0)).isEqualTo("reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/p/",
                "/p//",
                "/p//ports/05000",
                "/p//_x",
                "/p/stray",
                "/p/default/",
                "/p/default/stray",
                "/p/default/ports/5000",
                "/p/default/ports/00080",
                "/p/default/services/_x",
                "/p/default/offers/django",
                "/p/default/fences/"
            })
    void whatTheDesignDoesNotKnowIsCalledSo(String key) {
        assertThat(sort(key, "5000", 0)).isEqualTo("unknown");
    }

    private String sort(String key, String value, long lease) {
        return sorter.sort(ScriptedSource.pair(key, value, 1, lease));
    }

    private static final class InWords implements KeyClassifier.Kinds<String> {
        @Override
        public String content(String spelling, String space, Key key, Value value, Lease lease) {
            return space + ": " + key + " is " + value + " on " + lease.id();
        }

        @Override
        public String fence(String spelling, String space) {
            return space + ": fence";
        }

        @Override
        public String identity(String spelling) {
            return "the installation " + spelling;
        }

        @Override
        public String reserved(String spelling) {
            return "reserved";
        }

        @Override
        public String unknown(String spelling) {
            return "unknown";
        }
    }
}
