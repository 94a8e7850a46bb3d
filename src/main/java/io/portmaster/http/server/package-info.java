/**
 * The HTTP server: connections and their limits, the phases of a request, bodies, ids, shutting down. It knows no use cases and
 * no problems, and of routes only what {@link io.portmaster.http.server.MaskedPath} has to mask. It throws a {@link
 * io.portmaster.http.server.RejectedRequestException} for a request that it doesn't accept; package {@code problem} answers it.
 * All use of Vert.x's inner classes stands in {@link io.portmaster.http.server.VertxInternals}.
 */
@NullMarked
package io.portmaster.http.server;

import org.jspecify.annotations.NullMarked;
