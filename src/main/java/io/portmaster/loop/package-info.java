/** The event loop that all state of a node lives on, and who waits for what it does. */
@org.jspecify.annotations.NullMarked
package io.portmaster.loop;
