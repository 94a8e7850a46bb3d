package io.portmaster;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node is told when it starts, validated.
 *
 * @param host to listen on: a name or an address
 * @param port to listen on, 0 for any that is free
 * @param etcd members of one cluster
 * @param prefix of all keys, ends in a slash
 * @param offerTtl how long an offer stands at least, in whole seconds
 */
public record Config(String host, int port, List<URI> etcd, String prefix, Duration offerTtl) {
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(2);

    /** Far beyond use, and far below what etcd refuses. */
    private static final Duration LONGEST_TTL = Duration.ofDays(30);

    private static final Pattern LISTEN = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):(\\d{1,5})");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._/-]{1,200}");

    /**
     * Reads the options as a person writes them.
     *
     * @throws OptionException naming the option that can't be understood
     */
    public static Config parse(String listen, String etcd, String prefix, String offerTtl) {
        Matcher address = LISTEN.matcher(listen);
        if (!address.matches() || Integer.parseInt(address.group(2)) > 65535) {
            throw new OptionException("--listen", "PORTMASTER_LISTEN", listen, "host:port, as in 127.0.0.1:8080");
        }
        return new Config(
                address.group(1).replaceAll("[\\[\\]]", ""),
                Integer.parseInt(address.group(2)),
                parseEndpoints(etcd),
                parsePrefix(prefix),
                parseTtl(offerTtl));
    }

    static List<URI> parseEndpoints(String text) {
        List<URI> endpoints = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(endpoint -> parseEndpoint(endpoint, text))
                .toList();
        return endpoints.stream().distinct().toList();
    }

    private static URI parseEndpoint(String endpoint, String text) {
        try {
            URI uri = new URI(endpoint);
            boolean bare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0 && bare) {
                return new URI("http", null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // Said below, as for any other form that is wrong.
        }
        throw new OptionException(
                "--etcd", "PORTMASTER_ETCD", text, "http://host:port, several of them separated by commas");
    }

    static String parsePrefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new OptionException("--prefix", "PORTMASTER_PREFIX", text, "1 to 200 of A-Z a-z 0-9 . _ / -");
        }
        return text.endsWith("/") ? text : text + "/";
    }

    private static Duration parseTtl(String text) {
        Matcher parts = DURATION.matcher(text);
        if (parts.matches()) {
            long count = Long.parseLong(parts.group(1));
            Duration ttl =
                    switch (parts.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (ttl.compareTo(SHORTEST_TTL) >= 0 && ttl.compareTo(LONGEST_TTL) <= 0) {
                return ttl;
            }
        }
        throw new OptionException("--offer-ttl", "PORTMASTER_OFFER_TTL", text, "2s to 30d, as in 30m");
    }

    /** An option that can't be understood; the message is one line for the person who wrote it. */
    public static final class OptionException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        OptionException(String option, String environment, String given, String wanted) {
            super(option + " (" + environment + ") can't be \"" + given + "\": give " + wanted);
        }
    }
}
