package io.portmaster.faults;

/**
 * One fault as it happened, by the clock of {@link System#nanoTime}.
 *
 * @param struck when it began
 * @param broken when all was broken
 * @param mended when its remedy was begun to be applied
 * @param healed when all was whole again, as far as the cluster itself can tell
 */
record Strike(long struck, long broken, long mended, long healed) {}
