/** What operators look at: health and metrics. */
@NullMarked
package io.portmaster.ops;

import org.jspecify.annotations.NullMarked;
