package io.portmaster.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The second baseline: an offer as a beginner would write it. It grants a lease, and then claims the port on it in a
 * transaction.
 */
final class Textbook implements Subject {
    private static final long TTL_SECONDS = 1800;
    private static final int AT_ONCE = 256;

    private final Client client;
    private final KV kv;
    private final Lease leases;
    private final Baseline baseline = new Baseline("/textbook/");
    private final ByteSequence record = baseline.record();
    private final ByteSequence index = baseline.index();
    private final Queue<Long> taken = new ConcurrentLinkedQueue<>();

    Textbook(Client client) {
        this.client = client;
        this.kv = client.getKVClient();
        this.leases = client.getLeaseClient();
    }

    @Override
    public Crew prepare(int clients) {
        BenchService.compact(client);
        Worker worker = progress -> leases.grant(TTL_SECONDS)
                .thenCompose(lease -> claim(lease.getID(), baseline.nextNumber()))
                .whenComplete((done, failure) -> {
                    if (failure == null && !done.isSucceeded()) {
                        progress.failed(new BenchException("a fresh key is taken"));
                    } else {
                        Baseline.tell(progress, failure);
                    }
                });
        return new Crew(Stream.generate(() -> worker).limit(clients).toList(), Runnable::run, this::giveBack);
    }

    private CompletableFuture<TxnResponse> claim(long lease, int number) {
        taken.add(lease);
        ByteSequence port = baseline.portKey(number);
        ByteSequence offer = baseline.offerKey(number);
        PutOption onLease = PutOption.builder().withLeaseId(lease).build();
        return kv.txn()
                .If(absent(port), absent(offer))
                .Then(Op.put(port, record, onLease), Op.put(offer, index, onLease))
                .commit();
    }

    private static Cmp absent(ByteSequence key) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    }

    /** Revokes the leases, and so deletes their keys. Tens of thousands of leases would slow the next rounds down. */
    private void giveBack() {
        while (!taken.isEmpty()) {
            CompletableFuture<?>[] some = Stream.generate(taken::poll)
                    .limit(Math.min(AT_ONCE, taken.size()))
                    .map(leases::revoke)
                    .toArray(CompletableFuture[]::new);
            Baseline.await(CompletableFuture.allOf(some));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
