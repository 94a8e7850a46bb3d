package io.portmaster.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * How many instances {@link ExecProof} starts, and on what terms.
 *
 * @param ttl of their leases, in seconds
 * @param linger of their leases, in seconds
 */
record ExecTerms(int instances, int ttl, int linger) {
    /** For what takes some seconds. A busy machine takes longer. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The options of each {@code exec}. */
    List<String> options() {
        return List.of("--ttl", "" + ttl, "--linger", "" + linger, "--grace", "" + Math.max(1, linger / 2));
    }

    /** How late a port may be free after the time that was promised, in seconds. */
    int slack() {
        return Math.max(5, (ttl + linger) / 5);
    }

    /** Creates a service with so many ports, all of them free on this host, and returns the first. */
    static int createService(NodeProcess node, String name, int ports) throws IOException {
        int start = FreePort.range(ports);
        String definition = "{\"name\":\"%s\",\"start\":%d,\"end\":%d}".formatted(name, start, start + ports - 1);
        node.api().post("/v1/services", definition).expect(201);
        return start;
    }

    static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
