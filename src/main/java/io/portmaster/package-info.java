/**
 * Portmaster: hands out network ports, never the same one twice.
 *
 * <p>The way of a request: {@code http} reads it, {@code allocation} plans a mutation on what the {@code registry} knows,
 * {@code commit} gathers mutations into batches, {@code etcd} commits a batch as one transaction, and the outcome goes the
 * same way back. {@link io.portmaster.Node} wires the parts.
 *
 * <p>An offer that nobody takes up ends by its lease: etcd deletes its keys, and the mirror hears of it like of any other
 * change. No code here does that.
 */
@NullMarked
package io.portmaster;

import org.jspecify.annotations.NullMarked;
