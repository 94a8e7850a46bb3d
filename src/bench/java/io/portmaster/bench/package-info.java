/**
 * The program behind {@code scripts/bench} ({@link io.portmaster.bench.Bench}): it measures how fast Portmaster is, beside etcd
 * itself. {@link io.portmaster.bench.TestBed} has the processes that are measured, {@link io.portmaster.bench.ClosedLoop} and
 * {@link io.portmaster.bench.OpenLoop} are the loads.
 */
@NullMarked
package io.portmaster.bench;

import org.jspecify.annotations.NullMarked;
