package io.portmaster.bench;

import io.portmaster.client.ProblemException;
import io.portmaster.wire.LeaseDefinitionBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Clients that renew leases of a node, each its own one, or several the same. */
final class Renewals {
    static final String OWN = "renewal, a lease for each client";

    /** The largest number of clients. */
    static final int MOST = 64;

    private static final String SHARED = "renewal, one lease for all clients";
    private static final int SHARING = 8;
    private static final List<Integer> CLIENTS = List.of(1, SHARING, MOST);

    /** Seconds. A case is over long before. */
    private static final int TTL = 3600;

    private final TestBed bed;
    private final Rounds rounds;

    Renewals(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return (CLIENTS.size() + 1) * settings.rounds();
    }

    void measure() {
        bed.service().clear();
        List<String> leases = create();
        Subject own = renewals(leases::get);
        Subject shared = renewals(number -> leases.get(0));
        Meter meter = bed.meter();
        rounds.warmUp(OWN, own, meter);
        for (int round : rounds.numbers()) {
            for (int clients : CLIENTS) {
                rounds.closed(OWN, own, meter, clients, round);
            }
            rounds.closed(SHARED, shared, meter, SHARING, round);
        }
        end(leases);
    }

    /** @param leases which one a client renews, by the client's number */
    private Subject renewals(IntFunction<String> leases) {
        return clients -> bed.generator().connect(bed.node().address(), clients, number -> {
            RequestTemplate renew = RequestTemplate.of("POST", "/v1/leases/" + leases.apply(number) + "/renew", "");
            return new SingleRequestScript(() -> renew);
        });
    }

    private List<String> create() {
        List<String> leases = new ArrayList<>();
        try {
            while (leases.size() < MOST) {
                leases.add(bed.node()
                        .client()
                        .leases().create(new LeaseDefinitionBody(TTL, null, Map.of()))
                        .body()
                        .lease());
            }
        } catch (ProblemException | IOException e) {
            throw new BenchException("a lease can't be made: " + e.getMessage(), e);
        }
        return leases;
    }

    private void end(List<String> leases) {
        try {
            for (String lease : leases) {
                bed.node().client().leases().end(lease);
            }
        } catch (ProblemException | IOException e) {
            throw new BenchException("a lease can't be ended: " + e.getMessage(), e);
        }
    }
}
