/**
 * The HTTP side. {@link io.portmaster.http.Frontend} wires its three parts: {@code server} (connections and their limits), {@code
 * problem} (whatever goes wrong, as RFC 9457 has it) and {@code api} (the routes).
 */
@NullMarked
package io.portmaster.http;

import org.jspecify.annotations.NullMarked;
