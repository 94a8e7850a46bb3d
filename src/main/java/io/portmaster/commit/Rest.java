package io.portmaster.commit;

import io.portmaster.domain.Lease;
import io.portmaster.record.Cooling;

/**
 * The cooling that begins when a holding ends.
 *
 * @param lease has at least the delay left
 */
public record Rest(Cooling cooling, Lease lease) {}
