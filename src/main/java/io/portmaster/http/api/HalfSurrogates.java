package io.portmaster.http.api;

/** Finds a surrogate that lacks its other half, and so has no form in UTF-8. */
final class HalfSurrogates {
    private HalfSurrogates() {}

    static boolean in(String text) {
        // A pair is one code point above the surrogates.
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
