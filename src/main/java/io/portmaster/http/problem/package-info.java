/**
 * Error answers in the form of RFC 9457. {@link io.portmaster.http.problem.ProblemHandler} writes all of them: it turns refusals
 * of use cases, requests that the server rejects, and bugs into a {@link io.portmaster.http.problem.Problem}.
 */
@NullMarked
package io.portmaster.http.problem;

import org.jspecify.annotations.NullMarked;
