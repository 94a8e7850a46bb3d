/** How results are printed: as tables for people, and as JSON, YAML or names for programs. */
@NullMarked
package io.portmaster.cli.output;

import org.jspecify.annotations.NullMarked;
