package io.portmaster.registry;

import io.portmaster.record.Key;

/** Receives changes of single ports, on the loop, after they happened. */
@FunctionalInterface
public interface PortListener {
    /** The port's record was created, changed or deleted. */
    void portChanged(Key.PortKey port);

    /** The port's cooling record was created, changed or deleted. */
    default void coolingChanged(Key.CoolingKey port) {}
}
