package io.portmaster.cli.config;

import org.jspecify.annotations.Nullable;

/**
 * A node that somebody asks often, under a name.
 *
 * @param url as it stands in the file; null if there is none
 * @param token null for none
 * @param cacert a file; null for none. A relative name counts from the config file's folder
 */
record Context(
        String name,
        @Nullable String url,
        @Nullable String token,
        @Nullable String cacert) {
    static final String URL = "url";
    static final String TOKEN = "token";
    static final String CACERT = "cacert";
}
