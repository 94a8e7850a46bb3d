package io.portmaster.allocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of a read.
 *
 * @param age how long ago the result was last known to be current, for a stale read; null for a read that is current
 */
public record Reading<T>(T value, @Nullable Duration age) {
    static <T> Reading<T> current(T value) {
        return new Reading<>(value, null);
    }
}
