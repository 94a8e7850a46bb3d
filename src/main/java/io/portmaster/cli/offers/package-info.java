/** The commands {@code portmaster offers ...}. */
@NullMarked
package io.portmaster.cli.offers;

import org.jspecify.annotations.NullMarked;
