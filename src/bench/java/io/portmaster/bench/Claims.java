package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.loop.ThreadLoop;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Claims without HTTP and without a plan, in this process. */
final class Claims implements Subject {
    private final ThreadLoop loop = new ThreadLoop();
    private final Baseline baseline = new Baseline("/claims/");
    private final Client client;
    private final Claimer claimer;

    /** @param client for tidying up */
    Claims(Client client, List<URI> members) {
        this.client = client;
        this.claimer = new Claimer(loop, loop.eventLoop(), members, baseline.prefix());
        await(claimer::start);
    }

    @Override
    public Crew prepare(int clients) {
        BenchService.compact(client);
        await(claimer::renew);
        Worker worker = progress -> claimer.claim().whenComplete((done, failure) -> Baseline.tell(progress, failure));
        return new Crew(Stream.generate(() -> worker).limit(clients).toList(), loop, () -> baseline.removeAll(client));
    }

    private void await(Supplier<CompletableFuture<Void>> call) {
        Baseline.await(CompletableFuture.supplyAsync(call, loop).thenCompose(stage -> stage));
    }

    @Override
    public void close() {
        await(() -> {
            claimer.close();
            return CompletableFuture.completedFuture(null);
        });
        loop.close();
        client.close();
    }
}
