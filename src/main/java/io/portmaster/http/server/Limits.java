package io.portmaster.http.server;

/**
 * How much a node takes on at once, over all its connections, before it says {@code overloaded}.
 *
 * @param requests that wait for an answer from the allocator
 * @param bodyBytes of bodies that have begun to come in
 * @param answerBytes of lists that their clients have yet to take. One more may go out while there is any room
 */
public record Limits(int requests, int bodyBytes, int answerBytes, ClientTimeouts timeouts) {
    private static final int MIB = 1024 * 1024;

    /**
     * At full speed 1,024 requests are a tenth of a second's work, at a tenth of it they are answered within a second. Both
     * sorts of bytes together leave half of the heap that {@code deploy/jvm.options} gives for records and connections.
     */
    public static final Limits USUAL = new Limits(1024, 32 * MIB, 96 * MIB, ClientTimeouts.USUAL);
}
