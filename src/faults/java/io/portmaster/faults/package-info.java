/**
 * The program behind {@code scripts/faults} ({@link io.portmaster.faults.Faults}): it breaks a cluster while clients use it. The
 * package {@code history} records what clients and etcd saw ({@link io.portmaster.history.Exchange}, {@link
 * io.portmaster.history.Chronicle}), and checks it ({@link io.portmaster.history.Checker}).
 */
@NullMarked
package io.portmaster.faults;

import org.jspecify.annotations.NullMarked;
