/**
 * The HTTP contract from the other side: a blocking client that asks what a node answers, and reads the bodies of package
 * {@code wire}. {@link io.portmaster.client.PortmasterClient} has a method for each route.
 */
@NullMarked
package io.portmaster.client;

import org.jspecify.annotations.NullMarked;
