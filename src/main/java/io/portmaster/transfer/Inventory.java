package io.portmaster.transfer;

import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a node has: its services, and its ports in use. */
public final class Inventory {
    private final Map<String, ServiceBody> services = new TreeMap<>();
    private final TreeMap<Integer, PortBody> ports = new TreeMap<>();
    private final Map<Instance, PortBody> instances = new HashMap<>();

    private record Instance(String service, String name) {}

    Inventory(List<ServiceBody> services, List<PortBody> ports) {
        services.forEach(service -> this.services.put(service.name(), service));
        for (PortBody port : ports) {
            this.ports.put(port.port(), port);
            if (!(port instanceof CoolingBody)) {
                instances.put(new Instance(port.service(), port.name()), port);
            }
        }
    }

    /** Asks the node. The ports come first, so that each has its service, unless that is deleted meanwhile. */
    public static Inventory of(PortmasterClient client) throws ProblemException, IOException {
        List<PortBody> ports = Page.all(start -> client.ports().list(Filter.NONE, start));
        return new Inventory(Page.all(client.services()::list), ports);
    }

    /** All services, by name. */
    List<ServiceBody> services() {
        return List.copyOf(services.values());
    }

    public boolean hasService(String name) {
        return services.containsKey(name);
    }

    @Nullable
    ServiceBody service(String name) {
        return services.get(name);
    }

    /** All ports in use, by number. */
    List<PortBody> ports() {
        return List.copyOf(ports.values());
    }

    /** Who has the port, or had it, if it cools; null if it is free. */
    @Nullable
    PortBody port(int port) {
        return ports.get(port);
    }

    /** What that name has; null if it has nothing. */
    @Nullable
    PortBody instance(String service, String name) {
        return instances.get(new Instance(service, name));
    }
}
