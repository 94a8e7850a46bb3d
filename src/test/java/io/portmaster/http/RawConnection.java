package io.portmaster.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A socket that sends any bytes, and reads HTTP answers strictly. */
public final class RawConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Socket socket;
    private final InputStream in;
    private boolean over;

    public RawConnection(int port) throws IOException {
        this(connected(port));
    }

    /** @param socket a connected socket */
    public RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    /** @param bytes one character for each byte */
    public void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    public Answer exchange(String request, boolean head) throws IOException {
        send(request);
        return receive(head);
    }

    public Answer receive() throws IOException {
        return receive(false);
    }

    /**
     * @param head whether the answer belongs to a HEAD request, and so has no body
     * @throws EOFException if the connection ends before the answer
     */
    public Answer receive(boolean head) throws IOException {
        String[] status = line().split(" ", 3);
        if (!status[0].equals("HTTP/1.1") && !status[0].equals("HTTP/1.0")) {
            throw new AssertionError("not HTTP: " + String.join(" ", status));
        }
        int code = Integer.parseInt(status[1]);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        over = headers.getOrDefault("connection", List.of()).contains("close");
        if (head || code == 204 || code < 200) {
            return new Answer(code, headers, "", "");
        }
        int length = Integer.parseInt(headers.get("content-length").get(0));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body broke off after " + body.length + " of " + length + " bytes");
        }
        return new Answer(code, headers, new String(body, UTF_8), "");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                over = true;
                throw new EOFException("the connection ended after '" + line + "'");
            }
            line.append((char) c);
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new AssertionError("a line without a CR: " + line);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Whether the other side has announced that it closes the connection, or has closed it. */
    public boolean isOver() {
        return over;
    }

    /** Waits until the other side closes the connection. Anything more that it sends fails the test. */
    public void expectEnd() {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("more came: " + (char) next + line());
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection stayed open", e);
        } catch (IOException e) {
            // A reset is an end too.
        }
    }

    /** Waits until the other side closes the connection in order: without a reset, and with TLS by a close_notify. */
    public void expectCleanEnd() throws IOException {
        int next = in.read();
        if (next >= 0) {
            throw new AssertionError("more came: " + (char) next + line());
        }
    }

    /** Closes the sending direction, so that the other side reads an end. */
    public void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset, as a client that is killed. */
    public void hangUp() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
