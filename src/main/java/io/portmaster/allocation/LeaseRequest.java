package io.portmaster.allocation;

import io.portmaster.domain.Labels;

/**
 * A request for a client's lease.
 *
 * @param ttl seconds within which the client wants to renew it
 * @param linger seconds that its ports cool after its end
 */
public record LeaseRequest(int ttl, int linger, Labels labels) {}
