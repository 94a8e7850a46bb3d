/** Which node the commands ask, and as whom: options, variables, and the config file with its contexts. */
@NullMarked
package io.portmaster.cli.config;

import org.jspecify.annotations.NullMarked;
