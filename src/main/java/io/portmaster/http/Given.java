package io.portmaster.http;

import org.jspecify.annotations.Nullable;

/**
 * A value that a request gives, if it keeps the rules. One that breaks them was noted as a {@link Violation} instead, and
 * nobody {@link #get}s it: violations are refused first, all at once.
 *
 * @param value null if it broke a rule
 */
record Given<T>(@Nullable T value) {
    static <T> Given<T> nothing() {
        return new Given<>(null);
    }

    T get() {
        if (value == null) {
            throw new IllegalStateException("a value that broke a rule is used");
        }
        return value;
    }
}
