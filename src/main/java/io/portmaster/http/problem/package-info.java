/**
 * Errors as RFC 9457 has them. {@link io.portmaster.http.problem.ProblemHandler} is the only writer of errors: it turns refusals of
 * use cases, requests that the server rejects, and faults into a {@link io.portmaster.http.problem.Problem}.
 */
@NullMarked
package io.portmaster.http.problem;

import org.jspecify.annotations.NullMarked;
