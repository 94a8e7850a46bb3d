package io.portmaster.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One service, offer or allocation, as an answer shows it.
 *
 * @param entityTag the {@code ETag}, for {@code If-Match}; null where the answer has none
 * @param replayed whether the same had been asked and done before ({@code Idempotent-Replayed})
 * @param age how long ago it was current, at most, where a read asked for no more than that; null for a current one
 */
public record Resource<T>(
        T body,
        @Nullable String entityTag,
        boolean replayed,
        @Nullable Duration age) {}
