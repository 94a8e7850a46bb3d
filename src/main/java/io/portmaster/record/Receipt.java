package io.portmaster.record;

import io.portmaster.domain.Secret;
import java.util.UUID;

/**
 * What a record keeps of the request that made it. A node recognises the request by it when the request comes again.
 *
 * @param nonce random. By it a node tells its own claim from another node's, and a later claim with the same idempotency key
 *     from an earlier one
 * @param secretSha256 see {@link Secret#sha256()}; the secret itself is stored nowhere
 * @param acceptAtOnce whether the request had {@code ?accept=true}
 */
public record Receipt(UUID nonce, String secretSha256, boolean acceptAtOnce) {}
