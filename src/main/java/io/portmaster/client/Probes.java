package io.portmaster.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.wire.Json;
import io.portmaster.wire.ProbeBody;
import java.io.IOException;

/** What a node says of itself: {@code /livez}, {@code /readyz}, {@code /metrics}. */
public final class Probes {
    private final Connection connection;

    Probes(Connection connection) {
        this.connection = connection;
    }

    public ProbeBody alive() throws ProblemException, IOException {
        return probe(Paths.ALIVE);
    }

    /** @throws ProblemException if the node is not ready; its detail says why */
    public ProbeBody ready() throws ProblemException, IOException {
        return probe(Paths.READY);
    }

    /** The node's metrics in Prometheus' text format. */
    public String metrics() throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", Paths.METRICS, null), response -> new String(response.body(), UTF_8));
    }

    private ProbeBody probe(String path) throws ProblemException, IOException {
        return connection.send(
                connection.request("GET", path, null), response -> Json.read(response.body(), ProbeBody::read));
    }
}
