package io.portmaster.cluster;

import io.portmaster.client.PortmasterClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HAProxy with the configuration of {@code deploy/}, in front of three nodes. */
public final class HaproxyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String address;
    private final ChildProcess process;

    /** @param nodes three addresses, as {@code HOST:PORT} */
    HaproxyProcess(Path folder, List<String> nodes) {
        this(Place.LOOPBACK, List.of(), folder, nodes);
    }

    /** An HAProxy at that place. It can be {@link #reload}ed. */
    public static HaproxyProcess reloadable(Place place, Path folder, List<String> nodes) {
        return new HaproxyProcess(place, List.of("-W"), folder, nodes);
    }

    private HaproxyProcess(Place place, List<String> options, Path folder, List<String> nodes) {
        address = place.host() + ":" + FreePort.next();
        Map<String, String> environment = new HashMap<>(Map.of("LISTEN", address));
        for (int number = 0; number < nodes.size(); number++) {
            environment.put("NODE" + (number + 1), nodes.get(number));
        }
        List<String> command = new ArrayList<>(List.of(
                binary(), "-db", "-f", Checkout.file("deploy/haproxy.cfg").toString()));
        command.addAll(options);
        process = ChildProcess.start(place.launching(command), environment, folder.resolve("haproxy.log"));
    }

    /** The HAProxy that PORTMASTER_TEST_HAPROXY names; without it the one that {@code scripts/haproxy} finds or fetches. */
    private static String binary() {
        String named = System.getenv("PORTMASTER_TEST_HAPROXY");
        return named != null ? named : Checkout.outputOf("scripts/haproxy").toString();
    }

    /** The address at which it listens, as {@code 127.0.0.1:PORT}. */
    public String address() {
        return address;
    }

    /** A client of the API. All clients of the tests share their connections. */
    public PortmasterClient client() {
        return SharedClient.at(address);
    }

    /** A plain client, for requests and answers that the API's client doesn't send or show. */
    public PlainHttp api() {
        return new PlainHttp("http://" + address);
    }

    public long pid() {
        return process.pid();
    }

    /** Waits until HAProxy has found a node that is ready. */
    public void awaitNode() {
        Await.until("HAProxy has a node that is ready", PATIENCE, () -> {
            try {
                return api().get("/readyz").status() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Reloads the configuration: another process takes over, and the former one ends with its connections. */
    public void reload() {
        process.signal("USR2");
    }

    /** The log so far. */
    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
