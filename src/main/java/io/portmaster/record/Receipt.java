package io.portmaster.record;

import io.portmaster.domain.Secret;
import java.util.UUID;

/**
 * What a record keeps of the request that made it, enough to recognise that request when it comes again.
 *
 * @param nonce random: with it a node tells its own claim from a rival's, and one success of an idempotency key from a
 *     later one
 * @param secretSha256 see {@link Secret#sha256()}; the secret itself is stored nowhere
 * @param acceptAtOnce the request's wish: {@code ?accept=true}
 */
public record Receipt(UUID nonce, String secretSha256, boolean acceptAtOnce) {}
