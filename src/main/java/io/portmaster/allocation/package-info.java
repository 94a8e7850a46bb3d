/**
 * The use cases. {@link io.portmaster.allocation.Allocator} has the changes and {@link io.portmaster.allocation.Queries} the
 * reads. Each change is an {@link io.portmaster.allocation.Operation}, and {@link io.portmaster.allocation.Execution} carries
 * an operation from its plan to its answer.
 */
@NullMarked
package io.portmaster.allocation;

import org.jspecify.annotations.NullMarked;
