package io.portmaster.faults;

/**
 * One injection of a fault. The times are of the clock of {@link System#nanoTime}.
 *
 * @param begun when it began
 * @param broken when all was broken
 * @param mended when its remedy was begun to be applied
 * @param healed when all was whole again, as far as the cluster itself can tell
 */
record Injection(long begun, long broken, long mended, long healed) {}
