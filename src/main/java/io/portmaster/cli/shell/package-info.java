/** What commands find around them: variables, streams, a terminal; and how they end. */
@NullMarked
package io.portmaster.cli.shell;

import org.jspecify.annotations.NullMarked;
