/** The loop on Vert.x. It is one of the event loops that serve HTTP connections. */
@org.jspecify.annotations.NullMarked
package io.portmaster.vertx;
