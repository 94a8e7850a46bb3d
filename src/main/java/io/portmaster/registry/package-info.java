/**
 * What this node knows of the records, in memory. It is a cache, never the authority. All of it is single-threaded and belongs
 * to the event loop.
 *
 * <p>The {@code Mirror} of a store feeds the {@link io.portmaster.registry.Registry}, which has the records of all spaces as of
 * one revision. Reads are answered from it: {@link io.portmaster.registry.SpaceRecords} has the records of one space.
 *
 * <p>Changes are planned on a {@link io.portmaster.registry.PlanningView}: the records, the {@link
 * io.portmaster.registry.Overlay}, which has what this node learned beyond that revision, and the ports that its claims under
 * way hold. {@link io.portmaster.registry.PlanningState} has a planning view for each space. Both views are a {@link
 * io.portmaster.registry.SpaceView}.
 */
@NullMarked
package io.portmaster.registry;

import org.jspecify.annotations.NullMarked;
