/**
 * What Portmaster survives: {@code scripts/faults}. {@link io.portmaster.faults.Faults} is the command. Clients write down all
 * that they ask and are told ({@link io.portmaster.faults.Exchange}), a {@link io.portmaster.faults.Chronicle} every change
 * in etcd, and a {@link io.portmaster.faults.Checker} judges the one by the other.
 */
@NullMarked
package io.portmaster.faults;

import org.jspecify.annotations.NullMarked;
