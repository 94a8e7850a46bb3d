package io.portmaster.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One service, offer or allocation, as an answer shows it.
 *
 * @param entityTag the {@code ETag}, for {@code If-Match}; null where the answer has none
 * @param replayed whether the answer repeats an earlier one ({@code Idempotent-Replayed})
 * @param age the largest possible age of a stale read's answer; null for other answers
 */
public record Resource<T>(
        T body,
        @Nullable String entityTag,
        boolean replayed,
        @Nullable Duration age) {}
