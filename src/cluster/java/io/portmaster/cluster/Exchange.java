package io.portmaster.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a client asked about one name, and what it was told.
 *
 * @param asked before the request was sent, by the tests' monotonic clock in nanoseconds
 * @param answered after the answer had come, or hope had been given up
 * @param port of a yes, or that a refusal names; 0 where there is none
 * @param state of a yes to an offer, or that a refusal names; empty where there is none
 * @param secret of a yes to an offer
 * @param code of the problem, or why no answer came; empty for a yes
 */
record Exchange(
        Request request,
        String name,
        long asked,
        long answered,
        Verdict verdict,
        int port,
        String state,
        @Nullable String secret,
        String code) {
    /** The code where nothing could be asked, for there was no connection. */
    static final String UNREACHABLE = "unreachable";

    enum Request {
        OFFER,
        ACCEPT,
        REJECT,
        RELEASE
    }

    enum Verdict {
        YES,
        /** Nothing has changed. */
        NO,
        /** It may have been carried out, or be carried out yet. */
        UNKNOWN
    }

    boolean isYes() {
        return verdict == Verdict.YES;
    }

    boolean isYesTo(Request asked) {
        return isYes() && request == asked;
    }

    /** A no that says nothing about the name: asking again is all that helps. */
    boolean isUnserved() {
        return isNo(UNREACHABLE) || isNo("store-unavailable") || isNo("overloaded");
    }

    /** A no for that reason. */
    boolean isNo(String reason) {
        return verdict == Verdict.NO && code.equals(reason);
    }
}
