package io.portmaster.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedPathTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/services/django/offers/s3cret,          /v1/services/django/offers/{secret}",
        "/v1/services/django/offers/s3cret/accept,   /v1/services/django/offers/{secret}/accept",
        "/v1/services/django/offers/s3cret/,         /v1/services/django/offers/{secret}/",
        "/v1/services/django/offers//s3cret,         /v1/services/django/offers//{secret}",
        "/v1/services/django/o%66fers/s3cret,        /v1/services/django/o%66fers/{secret}",
        "offers/s3cret,                              offers/{secret}",
        "/v1/services/offers/offers/s3cret,          /v1/services/offers/{secret}/{secret}",
    })
    void whatFollowsOffersIsMasked(String path, String shown) {
        assertThat(MaskedPath.of(path)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/services/django/offers",
        "/v1/services/django/offers/",
        "/v1/services/django/ports/web-01",
        "/",
        "*",
        "/v1/services/django/offersx/web-01"
    })
    void otherPathsAreShownAsTheyAre(String path) {
        assertThat(MaskedPath.of(path)).isEqualTo(path);
    }

    @Test
    void longPathsAreCutAndOddCharactersReplaced() {
        assertThat(MaskedPath.of("/" + "x".repeat(8000))).hasSizeLessThan(600);
        assertThat(MaskedPath.of("/a\u0000b\u00e9\n")).isEqualTo("/a?b??");
    }
}
