/**
 * The HTTP side. {@link io.portmaster.http.Routes} is the API as one table; each handler takes a request apart with
 * {@link io.portmaster.http.Input}, asks through the {@link io.portmaster.http.Gateway}, and writes the answer with
 * {@link io.portmaster.http.Bodies}. Whatever goes wrong ends in {@link io.portmaster.http.ProblemHandler}.
 */
@NullMarked
package io.portmaster.http;

import org.jspecify.annotations.NullMarked;
