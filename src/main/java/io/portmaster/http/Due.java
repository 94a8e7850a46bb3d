package io.portmaster.http;

import java.util.Locale;

/** What a client has to do next. If it takes too long over that, its connection is ended. */
public enum Due {
    /** To say anything at all. */
    FIRST_WORD,
    /** To send the rest of a request's head. */
    HEAD,
    /** To send the rest of its body. */
    BODY,
    /** To take the answer. */
    ANSWER,
    /** To ask once more, if it likes to. */
    NEXT_REQUEST;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
        return text;
    }
}
