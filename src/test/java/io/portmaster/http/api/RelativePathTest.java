package io.portmaster.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativePathTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/services,                    /v1/services/django,              services/django",
        "/v1/services/,                   /v1/services/django,              django",
        "/v1/services/django/offers,      /v1/services/django/ports/web-01, ports/web-01",
        "/v1/services/django/offers/,     /v1/services/django/ports/web-01, ../ports/web-01",
        "/v1/services/django/offers/,     /v1/services/django/offers/s,     s",
        "/v1/services/dj%61ngo/offers,    /v1/services/django/offers/s,     ../django/offers/s",
        "/v1/services/django/ports/,      /v1/services/django/ports,        ../ports",
        "/v1/services,                    /v1/services,                     services",
        "/,                               /openapi.yaml,                    openapi.yaml",
        "/v1/services/django/ports/5000,  /v1/services/django/ports/a:1,    ./a:1",
    })
    void leadsFromThePathThatWasAskedForToAnother(String asked, String target, String reference) {
        assertThat(RelativePath.from(asked, target)).isEqualTo(reference);
        for (String prefix : new String[] {"", "/pm", "/a/b"}) {
            assertThat(URI.create("http://localhost" + prefix + asked).resolve(reference))
                    .isEqualTo(URI.create("http://localhost" + prefix + target));
        }
    }

    @Test
    void pathsThatShareNothingAreLeftByTheirRoot() {
        assertThat(RelativePath.from("/a/b", "/c/d")).isEqualTo("../c/d");
    }
}
