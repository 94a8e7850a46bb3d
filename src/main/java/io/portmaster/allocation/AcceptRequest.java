package io.portmaster.allocation;

import io.portmaster.domain.Secret;
import io.portmaster.domain.ServiceRef;

/**
 * A request to accept an offer or a group, or to move an accepted one to another lease.
 *
 * @param lease the lease that the allocations are to be on
 */
public record AcceptRequest(ServiceRef service, Secret secret, LeaseWish lease, Precondition precondition) {}
