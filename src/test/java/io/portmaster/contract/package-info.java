/** The contract of every {@link io.portmaster.commit.Store}, and the in-memory store, which is the oracle of other tests. */
@NullMarked
package io.portmaster.contract;

import org.jspecify.annotations.NullMarked;
