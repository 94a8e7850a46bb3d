/** The command line. */
@NullMarked
package io.portmaster.cli;

import org.jspecify.annotations.NullMarked;
