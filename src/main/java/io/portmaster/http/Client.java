package io.portmaster.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** The client of one connection, and what it has to do next. Lives on the connection's event loop. */
final class Client {
    private final Channel channel;
    private final ClientWatch watch;
    private Due due = Due.FIRST_WORD;

    /** The beat since which that is due. */
    private int since;

    /** The answer that was next in line at the last beat, to be told from others and nothing else. */
    private @Nullable Object answer;

    private int answerSince;
    private boolean refused;
    private boolean dismissed;

    Client(Channel channel, ClientWatch watch) {
        this.channel = channel;
        this.watch = watch;
        this.since = watch.now();
    }

    /** Some bytes of a request have come. */
    void speaks() {
        if (due == Due.FIRST_WORD) {
            due = Due.HEAD;
        } else if (due == Due.NEXT_REQUEST) {
            expect(Due.HEAD);
        }
    }

    void hasSentHead() {
        expect(Due.BODY);
    }

    void hasSentAll() {
        expect(Due.NEXT_REQUEST);
    }

    /** What it has sent is no request, and nothing that follows on this connection is one. */
    void wasRefused() {
        refused = true;
        expect(Due.NEXT_REQUEST);
    }

    private void expect(Due next) {
        due = next;
        since = watch.now();
    }

    /** Whether it is about to ask, or in the middle of it. */
    boolean isAsking() {
        return due == Due.FIRST_WORD || due == Due.HEAD || due == Due.BODY;
    }

    /** Whether part of a request, or what was taken for one, may still be on its way. */
    boolean mayBeSending() {
        return due == Due.HEAD || due == Due.BODY || refused || dismissed;
    }

    /** The node is done with it, and waits at most for it to close the connection. */
    void leave() {
        dismissed = true;
        expect(Due.ANSWER);
    }

    /** Whether the system holds an answer, or a part of one, that the client has yet to take. */
    boolean isTaking() {
        return nextAnswer() != null;
    }

    /** What it has taken too long over by now; null for nothing. Called at every beat. */
    @Nullable
    Due overdue() {
        int beat = watch.now();
        Object next = nextAnswer();
        if (next != answer) {
            answer = next;
            answerSince = beat;
        }
        if (!channel.config().isAutoRead() || (next != null && due == Due.NEXT_REQUEST)) {
            // It has asked so much in a row that it is not listened to for a while, or it still takes its last answer.
            since = beat;
        }
        Due awaited = next == null ? due : Due.ANSWER;
        int waited = beat - (next == null ? since : answerSince);
        return waited >= watch.limit(awaited) ? awaited : null;
    }

    /** What the system has yet to take: it takes more as the client does. */
    private @Nullable Object nextAnswer() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? null : buffer.current();
    }

    /** Ends the connection: behind an answer if a request is half there, else without a word. */
    void dismiss(Due overdue) {
        if (overdue == Due.HEAD || overdue == Due.BODY) {
            leave();
            StrictRequestDecoder.breakOff(channel, overdue);
        } else {
            dismissed = true;
            // Past Vert.x, which would first wait until all answers are taken, and past LingeringClose.
            channel.pipeline().firstContext().close();
        }
    }

    /** Whether nothing more that it sends is of any interest. */
    boolean isDismissed() {
        return dismissed;
    }
}
