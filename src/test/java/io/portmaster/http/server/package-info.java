/** Tests of {@code http.server}. */
@NullMarked
package io.portmaster.http.server;

import org.jspecify.annotations.NullMarked;
