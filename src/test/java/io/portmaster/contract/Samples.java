package io.portmaster.contract;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Uuids;
import io.portmaster.record.Allocation;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sample records. No two are the same, and each run has the same ones. */
public final class Samples {
    public static final int TTL = 30;

    private final Random random = new Random(20_261_122);
    private Instant clock = Instant.parse("2026-11-22T14:16:39.277408Z");

    public Service service(String name, int start, int end) {
        return service(name, null, start, end);
    }

    public Service service(String name, @Nullable String description, int start, int end) {
        return new Service(new Name(name), description, new PortRange(start, end), tick(), Uuids.random(random));
    }

    public Offer offer(int port, String service, String name) {
        return offer(port, service, name, TTL);
    }

    public Offer offer(int port, String service, String name, int ttl) {
        return new Offer(port, new Name(service), new Name(name), tick(), ttl, receipt(false));
    }

    public Allocation allocation(int port, String service, String name) {
        return new Allocation(port, new Name(service), new Name(name), tick(), receipt(true));
    }

    /** The time of the next record. */
    public Instant tick() {
        clock = clock.plusNanos(1_234_000);
        return clock;
    }

    private Receipt receipt(boolean acceptAtOnce) {
        return new Receipt(Uuids.random(random), Secret.random(random).sha256(), acceptAtOnce);
    }
}
