package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads HTTP/1.1 responses of a known length (RFC 9112, 6.3), one at a time, in whatever pieces they come. A node sends no other
 * responses; another one is an error.
 */
final class ResponseReader {
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(ISO_8859_1);
    private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);
    private static final int NO_CONTENT = 204;

    private byte[] bytes = new byte[4096];
    private int filled;

    /** The place at which the search for the head's end continues. */
    private int searched;

    /** The place at which the body starts; -1 until the head is complete. */
    private int bodyStart = -1;

    private int end;
    private int status;

    /**
     * Takes all that the buffer has.
     *
     * @return whether the response is complete
     * @throws BenchException if this is no response that a node may send
     */
    boolean feed(ByteBuf buffer) {
        int more = buffer.readableBytes();
        if (filled + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, filled + more));
        }
        buffer.readBytes(bytes, filled, more);
        filled += more;
        if (bodyStart < 0) {
            readHead();
        }
        if (bodyStart >= 0 && filled > end) {
            throw new BenchException("more than was asked for: " + this);
        }
        return bodyStart >= 0 && filled == end;
    }

    private void readHead() {
        for (int at = Math.max(searched, 3); at < filled; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                bodyStart = at + 1;
                status = readStatus();
                end = bodyStart + readLength();
                return;
            }
        }
        searched = filled;
    }

    private int readStatus() {
        if (!Arrays.equals(bytes, 0, VERSION.length, VERSION, 0, VERSION.length)) {
            throw new BenchException("no HTTP/1.1: " + this);
        }
        return number(VERSION.length);
    }

    private int readLength() {
        for (int at = VERSION.length; at < bodyStart - LENGTH.length; at++) {
            if (bytes[at] == '\n' && isLength(at + 1)) {
                int digits = at + 1 + LENGTH.length;
                while (bytes[digits] == ' ') {
                    digits++;
                }
                return number(digits);
            }
        }
        if (status == NO_CONTENT) {
            return 0;
        }
        throw new BenchException("no length: " + this);
    }

    /** Whether the header {@code Content-Length} is there, in upper or lower case. */
    private boolean isLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            byte b = bytes[at + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int from) {
        int value = 0;
        int at = from;
        for (; at < filled && bytes[at] >= '0' && bytes[at] <= '9' && value < 100_000_000; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        if (at == from) {
            throw new BenchException("a number is missing: " + this);
        }
        return value;
    }

    int status() {
        return status;
    }

    /** The number behind the marker in the body. */
    int numberAfter(byte[] marker) {
        return number(after(marker));
    }

    /** Copies the bytes behind the marker in the body. */
    void copyAfter(byte[] marker, byte[] to) {
        System.arraycopy(bytes, after(marker), to, 0, to.length);
    }

    private int after(byte[] marker) {
        for (int at = bodyStart; at <= end - marker.length; at++) {
            if (Arrays.equals(bytes, at, at + marker.length, marker, 0, marker.length)) {
                return at + marker.length;
            }
        }
        throw new BenchException("no " + new String(marker, ISO_8859_1) + " in " + this);
    }

    /** @throws BenchException with the response's text, if it has another status */
    void expect(int expected) {
        if (status != expected) {
            throw new BenchException("expected " + expected + " and got: " + this);
        }
    }

    /** Drops this response, and expects the next one. */
    void reset() {
        filled = 0;
        searched = 0;
        bodyStart = -1;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, Math.min(filled, 2000), ISO_8859_1);
    }
}
