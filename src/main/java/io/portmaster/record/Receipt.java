package io.portmaster.record;

import io.portmaster.domain.Secret;
import java.util.UUID;

/**
 * What a record keeps of the request that made it. A node recognises the request by it when the request comes again.
 *
 * @param nonce random. A node tells its own claim from another node's by it, and one success of an idempotency key from a later
 *     one
 * @param secretSha256 see {@link Secret#sha256()}; the secret itself is stored nowhere
 * @param acceptAtOnce whether the request had {@code ?accept=true}
 */
public record Receipt(UUID nonce, String secretSha256, boolean acceptAtOnce) {}
