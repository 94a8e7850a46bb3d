package io.portmaster.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.CompactOption;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.cluster.SharedClient;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The one service of a node, with all ports. It is created anew for rounds that need free ports. */
final class BenchService {
    /** All ports of a space. */
    static final int FIRST = 1024;

    static final int LAST = 49_151;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String address;
    private final Client etcd;
    private final Generator generator;
    private final Names names = new Names();
    private int made;
    private @Nullable String service;
    private @Nullable Population population;
    private int populatedEnd;

    /** @param address of the node or proxy, as {@code HOST:PORT} */
    BenchService(String address, Client etcd, Generator generator) {
        this.address = address;
        this.etcd = etcd;
        this.generator = generator;
    }

    String address() {
        return address;
    }

    Names names() {
        return names;
    }

    /** Creates an unused service, and returns its name. */
    String fresh() {
        return fresh(LAST);
    }

    /** @param end of its range */
    String fresh(int end) {
        return fresh(end, null);
    }

    /**
     * @param end of its range
     * @param reuseDelay in seconds; null for none
     */
    String fresh(int end, @Nullable Integer reuseDelay) {
        clear();
        String name = "bench-" + ++made;
        try {
            client().services().create(new ServiceDefinitionBody(name, null, FIRST, end).withTimes(reuseDelay, null, null));
        } catch (ProblemException | IOException e) {
            throw new BenchException("a service can't be made: " + e.getMessage(), e);
        }
        service = name;
        return name;
    }

    /** A service with this number of allocations and nothing else. A caller that changes them calls {@link #spoil}. */
    Population populated(int allocations) {
        return populated(allocations, LAST);
    }

    /** @param end of the service's range */
    Population populated(int allocations, int end) {
        Population standing = population;
        if (standing != null && standing.size() == allocations && populatedEnd == end) {
            return standing;
        }
        Population filled = new Population(fresh(end), allocations);
        occupy(filled);
        population = filled;
        populatedEnd = end;
        return filled;
    }

    /** Fills a service with allocations. */
    private void occupy(Population population) {
        if (population.wanted() == 0) {
            return;
        }
        Crew crew = generator.connect(
                address,
                Settings.USUAL_CLIENTS,
                number -> new OfferScript(population.service(), names, OfferScript.Kind.AT_ONCE, population));
        try (crew) {
            ClosedLoop.run(crew.workers(), PATIENCE, population.wanted(), crew.executor());
        }
    }

    /** Marks the populated service as changed. */
    void spoil() {
        population = null;
    }

    /** Deletes the service and compacts etcd, so that each round finds the same etcd. */
    void clear() {
        spoil();
        if (service != null) {
            delete(service);
            service = null;
        }
        compact(etcd);
    }

    private void delete(String name) {
        try {
            client().services().delete(name, true, null);
        } catch (ProblemException e) {
            // The service is gone if an earlier delete got no answer.
            if (!e.code().equals("service-not-found")) {
                throw new BenchException("a service can't be deleted: " + e.getMessage(), e);
            }
        } catch (IOException e) {
            throw new BenchException("a service can't be deleted: " + e.getMessage(), e);
        }
    }

    /** Compacts etcd and waits for the end: a compaction on the way would slow the next round down. */
    static void compact(Client etcd) {
        try {
            long revision = etcd.getKVClient()
                    .get(ByteSequence.from(new byte[] {'/'}))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .getHeader()
                    .getRevision();
            CompactOption physically =
                    CompactOption.builder().withCompactPhysical(true).build();
            etcd.getKVClient().compact(revision, physically).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!String.valueOf(e.getMessage()).contains("required revision has been compacted")) {
                throw new BenchException("etcd can't be compacted: " + e.getMessage(), e);
            }
        } catch (TimeoutException e) {
            throw new BenchException("etcd takes too long over a compaction", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private PortmasterClient client() {
        return SharedClient.at(address);
    }
}
