package io.portmaster.commit;

/**
 * What one transaction of a store carries at most.
 *
 * @param operations the number of mutations in a batch plus the weight of the heaviest of them, see {@link Mutation#weight()}
 * @param bytes of all mutations in a batch, see {@link Mutation#bytes()}
 */
public record BatchLimits(int operations, int bytes) {}
