package io.portmaster.cluster;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.Timeouts;
import java.net.URI;

/** One pool of connections and threads for all clients of the API. */
public final class SharedClient {
    private static final PortmasterClient SHARED =
            new PortmasterClient(URI.create("http://127.0.0.1:8080"), Timeouts.USUAL);

    private SharedClient() {}

    /** @param address as {@code HOST:PORT} */
    public static PortmasterClient at(String address) {
        return SHARED.at(URI.create("http://" + address));
    }
}
