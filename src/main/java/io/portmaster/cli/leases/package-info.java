/** The commands {@code portmaster leases ...}. */
@NullMarked
package io.portmaster.cli.leases;

import org.jspecify.annotations.NullMarked;
