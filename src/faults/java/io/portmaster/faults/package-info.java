/**
 * What Portmaster survives: {@code scripts/faults}. {@link io.portmaster.faults.Faults} is the command. Clients write down all
 * that they ask and are told ({@link io.portmaster.history.Exchange}), a {@link io.portmaster.history.Chronicle} every change
 * in etcd, and a {@link io.portmaster.history.Checker} judges the one by the other.
 */
@NullMarked
package io.portmaster.faults;

import org.jspecify.annotations.NullMarked;
