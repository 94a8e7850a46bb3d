package io.portmaster.http.api;

import io.portmaster.http.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request that keeps the rules. A value that breaks them was noted as a {@link Violation} instead, and its {@link
 * #get} is never called: violations are refused first, all at once.
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
