@NullMarked
package io.portmaster.logging;

import org.jspecify.annotations.NullMarked;
