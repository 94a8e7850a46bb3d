package io.portmaster.history;

/**
 * A linearizable read of etcd itself, beside the clients' reads. If a node shows old records, this read tells whether etcd did,
 * too.
 *
 * @param member that was asked
 * @param asked before it was sent, by the clock of {@link System#nanoTime}
 * @param revision that it saw: of all changes acknowledged before it was sent, none may be newer
 */
public record RawRead(String member, long asked, long answered, long revision) {}
