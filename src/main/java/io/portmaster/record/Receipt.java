package io.portmaster.record;

import io.portmaster.domain.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a record keeps of the request that made it. A node recognises the request by it when the request comes again.
 *
 * @param nonce random. By it a node tells its own claim from another node's, and a later claim with the same idempotency key
 *     from an earlier one
 * @param secretSha256 see {@link Secret#sha256()}; the secret itself is stored nowhere
 * @param acceptAtOnce whether the request had {@code ?accept=true}
 * @param wishes which port the request asked for, as text that is only compared: "none", "port=5000", "port=5000,fallback" or
 *     "consecutive". Null if the request had no idempotency key, or came before there were wishes
 */
public record Receipt(
        UUID nonce,
        String secretSha256,
        boolean acceptAtOnce,
        @Nullable String wishes) {
    /** A receipt without wishes. */
    public Receipt(UUID nonce, String secretSha256, boolean acceptAtOnce) {
        this(nonce, secretSha256, acceptAtOnce, null);
    }
}
