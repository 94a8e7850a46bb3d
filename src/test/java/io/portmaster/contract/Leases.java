package io.portmaster.contract;

import io.portmaster.domain.Lease;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The leases that a sequence of moves uses in one store.
 *
 * @param shared of offers and of cooling ports
 * @param clients two leases that clients have, granted with their companions
 * @param ended the clients' leases and companions that have ended
 */
record Leases(Lease shared, List<Lease> clients, Set<Lease> ended) {
    Lease client(int number) {
        return clients.get(number);
    }

    /** Whether a key may be put on the lease and one on its companion. */
    boolean isAlive(int number) {
        return !ended.contains(client(number)) && !ended.contains(companion(number));
    }

    /** All leases that carry a client's, at first or as its second pair, and their companions. They are granted at the beginning. */
    List<Lease> granted() {
        return clients.stream()
                .flatMap(client -> Stream.of(client, spare(client)))
                .flatMap(carrier -> Stream.of(carrier, carrier.companion()))
                .toList();
    }

    /** The lease that carries a client's one after the pair was replaced. It never ends. */
    Lease spare(int number) {
        return spare(client(number));
    }

    private static Lease spare(Lease client) {
        return new Lease(client.id() + 2);
    }

    Lease companion(int number) {
        return new Lease(client(number).id() + 1);
    }
}
