package io.portmaster.contract;

import io.portmaster.domain.Lease;
import java.util.List;
import java.util.Set;

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

    Lease companion(int number) {
        return new Lease(client(number).id() + 1);
    }
}
