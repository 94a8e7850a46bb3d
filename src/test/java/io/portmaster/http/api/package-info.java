/** Tests of {@code http.api}. */
@NullMarked
package io.portmaster.http.api;

import org.jspecify.annotations.NullMarked;
