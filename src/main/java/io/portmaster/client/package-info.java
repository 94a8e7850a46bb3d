/**
 * A blocking client of the HTTP contract, with the bodies of package {@code wire}. {@link io.portmaster.client.PortmasterClient}
 * has a method for each route.
 */
@NullMarked
package io.portmaster.client;

import org.jspecify.annotations.NullMarked;
