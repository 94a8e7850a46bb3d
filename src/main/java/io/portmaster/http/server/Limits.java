package io.portmaster.http.server;

/**
 * How much a node takes at once, over all connections, before it answers {@code overloaded}.
 *
 * @param requests the largest number of requests that wait for the allocator
 * @param bodyBytes memory for bodies that are arriving
 * @param answerBytes memory for lists that their clients have not taken yet. While some is left, one more list may go out
 */
public record Limits(int requests, int bodyBytes, int answerBytes, ClientTimeouts timeouts) {
    private static final int MIB = 1024 * 1024;

    /**
     * A node answers 1,024 requests in 0.1 s at full speed, and within 1 s at a tenth of that. Of the heap in {@code
     * deploy/jvm.options}, the two memory limits leave half for records and connections.
     */
    public static final Limits USUAL = new Limits(1024, 32 * MIB, 96 * MIB, ClientTimeouts.USUAL);
}
