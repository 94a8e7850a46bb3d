package io.portmaster.etcd;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which etcd to use, and what for.
 *
 * @param endpoints as {@code http://host:port}; a host may be a name that stands for several addresses
 * @param prefix of all keys, ends in a slash
 * @param pinned the only installation that may be served; null for any
 * @param making whether an installation is made where there is none
 * @param random chooses the home among the addresses, and the UUID of a new installation
 */
public record EtcdOptions(
        List<URI> endpoints, String prefix, @Nullable UUID pinned, Making making, RandomGenerator random) {
    /** When an installation may be made. */
    public enum Making {
        /** Who only looks makes none. */
        NEVER,
        /** As a node does at its first start: a silent address may hold the records that belong here. */
        IF_ALL_ANSWER,
        /** As a person may order it, who knows what the silent addresses are. */
        IF_ANY_ANSWERS
    }

    /** For a node. */
    public static EtcdOptions serving(
            List<URI> endpoints, String prefix, @Nullable UUID pinned, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, pinned, Making.IF_ALL_ANSWER, random);
    }

    /** For {@code init}. */
    public static EtcdOptions making(List<URI> endpoints, String prefix, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, null, Making.IF_ANY_ANSWERS, random);
    }

    /** For who only looks. */
    public static EtcdOptions reading(
            List<URI> endpoints, String prefix, @Nullable UUID pinned, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, pinned, Making.NEVER, random);
    }
}
