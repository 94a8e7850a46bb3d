package io.portmaster.http.api;

import io.portmaster.http.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read from a request. If it broke a rule, there is a {@link Violation} and no value. The request is refused for
 * its violations before any {@link #get} is called.
 *
 * @param value null if it broke a rule
 */
record Validated<T>(@Nullable T value) {
    static <T> Validated<T> nothing() {
        return new Validated<>(null);
    }

    T get() {
        if (value == null) {
            throw new IllegalStateException("a value that broke a rule is used");
        }
        return value;
    }
}
