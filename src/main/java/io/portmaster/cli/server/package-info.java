/** The commands that run a node, or that talk to etcd themselves. */
@NullMarked
package io.portmaster.cli.server;

import org.jspecify.annotations.NullMarked;
