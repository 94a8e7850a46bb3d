package io.portmaster.bench;

import io.etcd.jetcd.Client;
import io.portmaster.cluster.PlainHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Claims over HTTP without a plan: clients ask a {@link ClaimServer} as they ask a node. */
final class ClaimsOverHttp implements Subject {
    private final Baseline baseline = new Baseline("/http-claims/");
    private final Names names = new Names();
    private final Client client;
    private final Generator generator;
    private final Server server;

    /** @param client for tidying up */
    ClaimsOverHttp(Client client, TestBed bed) {
        this.client = client;
        this.generator = bed.generator();
        this.server = Server.start(
                bed.stage(),
                ClaimServer.class,
                Stream.concat(
                                Stream.of(baseline.prefix()),
                                bed.members().stream().map(URI::toString))
                        .toArray(String[]::new));
    }

    @Override
    public Crew prepare(int clients) {
        BenchService.compact(client);
        try {
            new PlainHttp("http://" + server.address())
                    .post(ClaimServer.ROUND, "")
                    .expect(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return generator
                .connect(server.address(), clients, number -> {
                    RequestTemplate offer = RequestTemplate.offer("bench-1", "");
                    return new SingleRequestScript(() -> offer.fill(names.next()));
                })
                .thenAtLast(() -> baseline.removeAll(client));
    }

    @Override
    public OptionalLong server() {
        return OptionalLong.of(server.pid());
    }

    @Override
    public void close() {
        client.close();
    }
}
