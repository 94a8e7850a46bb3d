/**
 * A blocking client of the HTTP contract, with the bodies of package {@code wire}. {@link io.portmaster.client.PortmasterClient}
 * leads to the classes of the resources, such as {@link io.portmaster.client.Offers}. They have a method for each route.
 */
@NullMarked
package io.portmaster.client;

import org.jspecify.annotations.NullMarked;
