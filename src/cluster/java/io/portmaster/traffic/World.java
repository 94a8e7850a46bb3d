package io.portmaster.traffic;

import io.portmaster.client.PortmasterClient;
import java.util.List;

/**
 * What all agents have in common.
 *
 * @param nodes any of which is asked
 * @param lowest the lowest port that an agent may ask for by number
 * @param highest the highest one
 */
public record World(
        List<PortmasterClient> nodes,
        String service,
        int lowest,
        int highest,
        DelayHistory reuseDelay,
        DelayHistory busyDelay,
        Tenures tenures,
        Tally tally) {
    public World {
        nodes = List.copyOf(nodes);
    }
}
