/**
 * The use cases. {@link io.portmaster.allocation.Allocator} lists them; each that is more than a few lines is an
 * {@link io.portmaster.allocation.Operation} of its own, and {@link io.portmaster.allocation.Execution} carries any of them
 * from the plan to the answer.
 */
@NullMarked
package io.portmaster.allocation;

import org.jspecify.annotations.NullMarked;
