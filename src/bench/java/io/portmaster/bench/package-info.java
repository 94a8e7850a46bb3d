/**
 * How fast Portmaster is, beside etcd itself: {@code scripts/bench}. {@link io.portmaster.bench.Bench} is the command,
 * {@link io.portmaster.bench.TestBed} what it measures, {@link io.portmaster.bench.ClosedLoop} and
 * {@link io.portmaster.bench.OpenLoop} how.
 */
@NullMarked
package io.portmaster.bench;

import org.jspecify.annotations.NullMarked;
