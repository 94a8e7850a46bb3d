/** Writes log lines without making a node wait. Logback creates these classes, as logback.xml says. */
@NullMarked
package io.portmaster.logging;

import org.jspecify.annotations.NullMarked;
