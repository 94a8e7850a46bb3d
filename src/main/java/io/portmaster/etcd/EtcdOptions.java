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
 * @param creation whether an installation is made where there is none
 * @param random chooses the home among the addresses, and the UUID of a new installation
 */
public record EtcdOptions(
        List<URI> endpoints, String prefix, @Nullable UUID pinned, CreationPolicy creation, RandomGenerator random) {
    /** When an installation may be made. */
    public enum CreationPolicy {
        /** Never: a command only reads. */
        NEVER,
        /** If all addresses answer. A node at its first start asks for it: a silent address may hold the records. */
        IF_ALL_ANSWER,
        /** If any address answers. The person who runs {@code init} knows that no silent address holds records. */
        IF_ANY_ANSWERS
    }

    /** The options of a node. */
    public static EtcdOptions serving(
            List<URI> endpoints, String prefix, @Nullable UUID pinned, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, pinned, CreationPolicy.IF_ALL_ANSWER, random);
    }

    /** The options of {@code init}. */
    public static EtcdOptions making(List<URI> endpoints, String prefix, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, null, CreationPolicy.IF_ANY_ANSWERS, random);
    }

    /** The options of {@code check}. */
    public static EtcdOptions reading(
            List<URI> endpoints, String prefix, @Nullable UUID pinned, RandomGenerator random) {
        return new EtcdOptions(endpoints, prefix, pinned, CreationPolicy.NEVER, random);
    }
}
