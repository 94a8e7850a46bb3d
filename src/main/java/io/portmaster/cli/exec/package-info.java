/** The command {@code exec}: its options, and how its failures are told. {@link io.portmaster.exec} does the work. */
@NullMarked
package io.portmaster.cli.exec;

import org.jspecify.annotations.NullMarked;
