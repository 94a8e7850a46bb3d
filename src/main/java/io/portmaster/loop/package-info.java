/** The event loop that all state of a node belongs to, and the requests that wait for what it does. */
@org.jspecify.annotations.NullMarked
package io.portmaster.loop;
