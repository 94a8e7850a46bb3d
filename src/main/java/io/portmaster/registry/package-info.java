/**
 * What is known now, in memory: the mirror of the store's records, and on top of it what planning knows beyond them. A
 * cache, never the authority. Plain single-threaded Java: all of it lives on one event loop.
 *
 * <p>The {@code Mirror} of a store feeds the {@link io.portmaster.registry.Registry}, which is true as of one revision, for all
 * spaces, and answers reads: {@link io.portmaster.registry.SpaceRecords} are those of one space. The {@link
 * io.portmaster.registry.Overlay} holds what this node learned beyond that revision. The {@link
 * io.portmaster.registry.PlanningView} is both together, and the ports held by claims in flight: {@link
 * io.portmaster.registry.Planning} has one for each space that the node plans in. A {@link io.portmaster.registry.View} is either
 * of the two, the records or the planning view.
 */
@NullMarked
package io.portmaster.registry;

import org.jspecify.annotations.NullMarked;
