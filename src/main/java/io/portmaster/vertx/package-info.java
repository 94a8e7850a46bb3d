/** The loop on Vert.x: one of its event loops, which a node shares with a part of its HTTP connections. */
@org.jspecify.annotations.NullMarked
package io.portmaster.vertx;
