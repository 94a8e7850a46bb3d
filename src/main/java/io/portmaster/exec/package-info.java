/**
 * {@code portmaster exec}: runs a command on a port of its own, for as long as the port's lease lives.
 *
 * <p>{@link io.portmaster.exec.Exec} is the way through it: a lease, ports that can be bound on this host, the command, renewals,
 * the end. {@link io.portmaster.exec.LibC} has the system calls that Java lacks; only Linux is supported.
 */
@NullMarked
package io.portmaster.exec;

import org.jspecify.annotations.NullMarked;
