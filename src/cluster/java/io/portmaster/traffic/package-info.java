/** Clients that do all that the API lets them do, and what they know for sure about the ports that they were given. */
@NullMarked
package io.portmaster.traffic;

import org.jspecify.annotations.NullMarked;
