/** How log lines get out of a node without making it wait. Logback makes these classes, as logback.xml says. */
@NullMarked
package io.portmaster.logging;

import org.jspecify.annotations.NullMarked;
