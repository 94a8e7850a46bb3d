package io.portmaster.history;

/** What an answer states of the records. It is true at some revisions, and false at others. */
interface Statement {
    /** No revision. */
    long NEVER = -1;

    /**
     * The first revision between the bounds, both included, at which the statement is true; {@link #NEVER} if there is none.
     */
    long firstTrue(long from, long to);

    /**
     * The revision since which it is false.
     *
     * @param revision at which it is false
     * @return {@link #NEVER} if it has never been true until then
     */
    long falseSince(long revision);
}
