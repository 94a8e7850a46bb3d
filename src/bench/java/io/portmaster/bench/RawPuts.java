package io.portmaster.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import java.util.stream.Stream;

/**
 * The first baseline: an etcd client that puts one key after the other. Keys and values are as long as those of a node's ports.
 */
final class RawPuts implements Subject {
    private final Client client;
    private final Baseline baseline;

    RawPuts(Client client) {
        this.client = client;
        this.baseline = new Baseline("/raw-puts/");
    }

    @Override
    public Crew prepare(int clients) {
        BenchService.compact(client);
        KV kv = client.getKVClient();
        ByteSequence value = baseline.record();
        Worker worker = progress -> kv.put(baseline.portKey(baseline.nextNumber()), value)
                .whenComplete((done, failure) -> Baseline.tell(progress, failure));
        return new Crew(
                Stream.generate(() -> worker).limit(clients).toList(), Runnable::run, () -> baseline.removeAll(client));
    }

    @Override
    public void close() {
        client.close();
    }
}
