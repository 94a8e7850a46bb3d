/** The commands {@code portmaster ports ...}. */
@NullMarked
package io.portmaster.cli.ports;

import org.jspecify.annotations.NullMarked;
