/** The commands {@code portmaster services ...}. */
@NullMarked
package io.portmaster.cli.services;

import org.jspecify.annotations.NullMarked;
