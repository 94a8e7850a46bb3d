/** What every {@link io.portmaster.commit.Store} must do, and the in-memory one that says so by example. */
@NullMarked
package io.portmaster.contract;

import org.jspecify.annotations.NullMarked;
