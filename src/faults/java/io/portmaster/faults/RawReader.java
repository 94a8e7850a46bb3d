package io.portmaster.faults;

import io.portmaster.history.Journal;
import io.portmaster.history.RawRead;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Response;
import io.etcd.jetcd.kv.GetResponse;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.Crowd;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads etcd itself all the time, at every member, and keeps the revision that each read saw. */
final class RawReader implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final long PATIENCE_MILLIS = 2_000;
    private static final ByteSequence ANY = ByteSequence.from(new byte[] {0});

    private final List<Client> clients;
    private final Crowd crowd;

    /** @param clusterId the etcd cluster whose answers count. Another etcd may answer at a member's address */
    RawReader(List<String> members, AtomicLong clusterId, Journal journal) {
        this.clients = members.stream()
                .map(member -> Client.builder().endpoints(URI.create(member)).build())
                .toList();
        this.crowd = Crowd.repeating(
                clients.size(), number -> read(members.get(number), clients.get(number), clusterId, journal));
    }

    private static void read(String member, Client client, AtomicLong clusterId, Journal journal)
            throws InterruptedException {
        Await.pass(EVERY);
        long asked = System.nanoTime();
        CompletableFuture<GetResponse> reply = client.getKVClient().get(ANY);
        try {
            Response.Header header =
                    reply.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).getHeader();
            if (header.getClusterId() == clusterId.get()) {
                journal.add(new RawRead(member, asked, System.nanoTime(), header.getRevision()));
            }
        } catch (ExecutionException | TimeoutException e) {
            reply.cancel(true); // a broken member is read again later
        }
    }

    /** Waits until each read has ended, and stops. */
    void dismiss() {
        crowd.dismiss();
    }

    @Override
    public void close() {
        crowd.close();
        clients.forEach(Client::close);
    }
}
