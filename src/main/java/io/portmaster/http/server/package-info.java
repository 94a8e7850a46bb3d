/**
 * The HTTP server: connections and their limits, the phases of a request, bodies, ids, shutting down. It knows nothing of routes,
 * use cases or problems: what it doesn't accept is a {@link io.portmaster.http.server.RejectedRequestException}, which others
 * answer. All use of Vert.x's inner classes stands in {@link io.portmaster.http.server.VertxInternals}.
 */
@NullMarked
package io.portmaster.http.server;

import org.jspecify.annotations.NullMarked;
