package io.portmaster;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The options of a node, validated.
 *
 * @param etcd the addresses of one cluster's members; the authority of each is {@code host:port} or {@code [IPv6]:port}, while
 *     its host is null for names that only a container engine knows, such as {@code a_b}
 * @param prefix of all keys, ends in a slash
 * @param offerTtl how long an offer stands at least: 2 s to 30 days, in whole seconds
 * @param drainNotice how long a node that drains still takes new connections: 0 s to 1 h
 * @param installation the only installation that may be served; null for any
 */
public record ServeOptions(
        ListenAddress listen,
        List<URI> etcd,
        String prefix,
        Duration offerTtl,
        Duration drainNotice,
        @Nullable UUID installation) {}
