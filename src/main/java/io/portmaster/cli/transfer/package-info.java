/** Commands that bring services and allocations in from dumps, and write them out. */
@NullMarked
package io.portmaster.cli.transfer;

import org.jspecify.annotations.NullMarked;
