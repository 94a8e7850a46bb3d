/**
 * The HTTP side. {@link io.portmaster.http.Frontend} wires its three parts: {@code server} (connections and their limits), {@code
 * problem} (all error answers, in the form of RFC 9457) and {@code api} (the routes).
 */
@NullMarked
package io.portmaster.http;

import org.jspecify.annotations.NullMarked;
