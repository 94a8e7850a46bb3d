/**
 * Portmaster: hands out network ports, never the same one twice.
 *
 * <p>A request takes this way: {@code http} reads it, {@code allocation} plans a mutation on what the {@code registry} knows,
 * {@code commit} gathers mutations into batches, {@code etcd} commits a batch as one transaction, and the outcome goes the same
 * way back. {@link io.portmaster.Node} connects the parts.
 *
 * <p>An offer that nobody accepts ends with its lease: etcd deletes its keys, and the mirror sees that like any other change. No
 * code here deletes them.
 */
@NullMarked
package io.portmaster;

import org.jspecify.annotations.NullMarked;
