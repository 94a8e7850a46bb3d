package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import io.portmaster.client.ProblemExceptions;
import io.portmaster.domain.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node with one instance: the contract, as far as exec uses it. */
final class FakeNode implements NodeApi {
    static final int FIRST_PORT = 5000;

    private final int count;
    private final Set<Integer> given = new HashSet<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<Integer, Runnable> disturbances = new HashMap<>();
    private final Map<String, ProblemException> failures = new HashMap<>();

    private @Nullable Secret secret;
    private List<Integer> ports = List.of();
    private boolean allocated;
    private @Nullable String lease;
    private int revision;
    private int leases;

    /** @param count how many ports the instance has */
    FakeNode(int count) {
        this.count = count;
    }

    /** What was called, in order. */
    List<String> calls() {
        return calls;
    }

    /** The allocated ports. */
    List<Integer> ports() {
        return allocated ? ports : List.of();
    }

    @Nullable
    String leaseOfAllocation() {
        return lease;
    }

    /** Does something before the call of that number, from 0. */
    void before(int call, Runnable disturbance) {
        disturbances.put(call, disturbance);
    }

    /** The instance is allocated on a lease of another run. */
    FakeNode allocatedBefore(String formerLease, int... numbers) {
        secret = new Secret(UUID.randomUUID().toString());
        ports = java.util.stream.IntStream.of(numbers).boxed().toList();
        allocated = true;
        lease = formerLease;
        revision++;
        return this;
    }

    /** The lease of the allocation, or the offer, ends. */
    void forget() {
        secret = null;
        allocated = false;
        lease = null;
    }

    /** Somebody changes the allocation. */
    void touch() {
        revision++;
    }

    /** The next call of that kind is answered so, and changes nothing. */
    void failOnce(String call, ProblemException answer) {
        failures.put(call, answer);
    }

    private void called(String call) throws ProblemException {
        Runnable disturbance = disturbances.remove(calls.size());
        calls.add(call);
        if (disturbance != null) {
            disturbance.run();
        }
        ProblemException failure = failures.remove(call);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Lease createLease() throws ProblemException {
        called("lease");
        return new Lease("lease-" + ++leases, Duration.ofSeconds(60), Duration.ofSeconds(30));
    }

    @Override
    public void renew(String renewed) throws ProblemException {
        called("renew");
    }

    @Override
    public void end(String ended) throws ProblemException {
        called("end");
    }

    @Override
    public Grant offer(String key) throws ProblemException {
        called("offer");
        if (secret == null) {
            secret = new Secret(UUID.randomUUID().toString());
            ports = fresh(count);
        }
        return grant();
    }

    private List<Integer> fresh(int number) {
        List<Integer> fresh = new ArrayList<>();
        for (int port = FIRST_PORT; fresh.size() < number; port++) {
            if (given.add(port)) {
                fresh.add(port);
            }
        }
        return fresh;
    }

    private Grant grant() {
        return new Grant(ports, allocated, secret, lease, "\"" + revision + "\"");
    }

    @Override
    public Grant next(Secret shown, List<Integer> busy) throws ProblemException {
        called("next " + busy);
        requireOffer(shown);
        ports = ports.stream()
                .map(port -> busy.contains(port) ? fresh(1).get(0) : port)
                .toList();
        return grant();
    }

    @Override
    public void rejectBusy(Secret shown, List<Integer> busy) throws ProblemException {
        called("reject " + busy);
        requireOffer(shown);
        secret = null;
    }

    @Override
    public void reject(Secret shown) throws ProblemException {
        called("reject");
        requireOffer(shown);
        secret = null;
    }

    private void requireOffer(Secret shown) throws ProblemException {
        if (!shown.equals(secret)) {
            throw ProblemExceptions.of(404, "offer-not-found");
        }
    }

    @Override
    public void accept(Secret shown, String onto, @Nullable String entityTag) throws ProblemException {
        called("accept");
        requireOffer(shown);
        if (allocated && entityTag == null) {
            throw ProblemExceptions.of(409, "on-other-lease");
        }
        if (entityTag != null && !entityTag.equals("\"" + revision + "\"")) {
            throw ProblemExceptions.of(412, "precondition-failed");
        }
        allocated = true;
        lease = onto;
        revision++;
    }

    @Override
    public void release() throws ProblemException {
        called("release");
        forget();
    }
}
