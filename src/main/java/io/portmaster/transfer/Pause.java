package io.portmaster.transfer;

import java.time.Duration;

/** Lets time pass between two tries of a request. */
@FunctionalInterface
public interface Pause {
    void last(Duration time);
}
