/** Tests of {@code http.problem}. */
@NullMarked
package io.portmaster.http.problem;

import org.jspecify.annotations.NullMarked;
