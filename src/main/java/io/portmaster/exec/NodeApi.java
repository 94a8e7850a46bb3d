package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import io.portmaster.domain.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What exec asks of a node. Each call sends one request, and may be repeated. */
interface NodeApi {
    /**
     * A client's lease.
     *
     * @param ttl as the node has granted it
     */
    record Lease(String id, Duration ttl, Duration linger) {}

    Lease createLease() throws ProblemException, IOException;

    void renew(String lease) throws ProblemException, IOException;

    /** Releases all that is on the lease, too. */
    void end(String lease) throws ProblemException, IOException;

    /** The ports that belong to the key, or new ones. */
    Grant offer(String key) throws ProblemException, IOException;

    /** Rejects busy ports, and takes others in their place under the same secret. */
    Grant next(Secret secret, List<Integer> busy) throws ProblemException, IOException;

    /** Rejects the offer because ports are busy. */
    void rejectBusy(Secret secret, List<Integer> busy) throws ProblemException, IOException;

    void reject(Secret secret) throws ProblemException, IOException;

    /**
     * Accepts the offer onto the lease, or moves its allocation there.
     *
     * @param entityTag of the allocation that moves; null for an offer
     */
    void accept(Secret secret, String lease, @Nullable String entityTag) throws ProblemException, IOException;

    /** Releases all ports of the instance that are allocated. */
    void release() throws ProblemException, IOException;
}
