package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.record.ClientLease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's lease.
 *
 * @param expires when the lease ends unless it is renewed, by this node's clock; null where only the store knows
 */
public record LeaseStatus(
        Lease lease, ClientLease record, @Nullable Instant expires) {}
