package io.portmaster.history;

import org.jspecify.annotations.Nullable;

/**
 * What one client asked, and what it was told. A client asks one thing at a time, and a name belongs to one client.
 *
 * @param client its number
 * @param entry where it asked: {@code haproxy}, or a node's name
 * @param asked before the request was sent, by the clock of {@link System#nanoTime}
 * @param answered after the answer had come, or hope had been given up
 * @param secret of a yes to an offer that is to be accepted; null for all else
 */
public record Exchange(
        int client, String entry, Request request, long asked, long answered, Answer answer, @Nullable String secret) {
    /** An exchange that told no secret. */
    public Exchange(int client, String entry, Request request, long asked, long answered, Answer answer) {
        this(client, entry, request, asked, answered, answer, null);
    }

    /** Whether the answer is a yes: the request was carried out, or the read found something. */
    public boolean isYes() {
        return !(answer instanceof Answer.Refused) && !isUnknown();
    }

    /** Whether the result is unknown: the request may have been carried out, or may be carried out later. */
    public boolean isUnknown() {
        return answer instanceof Answer.Unknown;
    }

    /** Whether the answer is a no for that reason. */
    public boolean isNo(String code) {
        return answer instanceof Answer.Refused refused && refused.code().equals(code);
    }

    /** Whether the answer is a no that says nothing of the records. The client can only ask again. */
    public boolean isUnserved() {
        return isNo(Answer.UNREACHABLE) || isNo("store-unavailable") || isNo("overloaded");
    }

    /** The name that the request is about; empty if it is about all names. */
    public String name() {
        return request.name() == null ? "" : request.name();
    }

    /** The port that a yes tells of. */
    public int port() {
        if (answer instanceof Answer.Granted granted) {
            return granted.holding().port();
        } else if (answer instanceof Answer.Found found) {
            return found.holding().port();
        }
        throw new AssertionError("no port was told: " + this);
    }
}
