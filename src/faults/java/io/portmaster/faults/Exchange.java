package io.portmaster.faults;

/**
 * What one client asked, and what it was told. A client asks one thing at a time, and a name belongs to one client.
 *
 * @param client its number
 * @param entry where it asked: {@code haproxy}, or a node's name
 * @param asked before the request was sent, by the clock of {@link System#nanoTime}
 * @param answered after the answer had come, or hope had been given up
 */
record Exchange(int client, String entry, Request request, long asked, long answered, Answer answer) {}
