package io.portmaster.commit;

/**
 * The limits of one transaction of a store.
 *
 * @param operations the largest allowed sum of the number of mutations and the {@linkplain Mutation#weight() weight} of the
 *     heaviest
 * @param bytes the largest allowed sum of the mutations' {@linkplain Mutation#bytes() bytes}
 */
public record BatchLimits(int operations, int bytes) {}
