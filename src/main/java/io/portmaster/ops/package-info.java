/** Health and metrics, for operators. */
@NullMarked
package io.portmaster.ops;

import org.jspecify.annotations.NullMarked;
