package io.portmaster.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The keys of a space as etcd has them, read without the code under test. */
public final class KeySpace {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPACE = "default/";

    private final String prefix;
    private final String root;
    private final Map<String, Raw> raw = new HashMap<>();
    private final Map<String, Service> services = new HashMap<>();
    private final Map<Integer, Port> ports = new HashMap<>();
    private final Map<String, Index> offers = new HashMap<>();
    private final Map<String, Index> instances = new HashMap<>();
    private final Set<String> strays = new TreeSet<>();

    /** @param lease 0 for none */
    public record Raw(String value, long lease) {}

    public record Service(String name, int start, int end, String id) {
        boolean contains(int port) {
            return port >= start && port <= end;
        }
    }

    /** @param lease 0 for none */
    public record Port(int port, String service, String name, String state, long lease) {
        public boolean isOffered() {
            return state.equals("offered");
        }

        /** The name of the index key, without its folder. */
        public String path() {
            return service + "/" + name;
        }
    }

    /**
     * @param path service and name, with a slash between
     * @param lease 0 for none
     */
    public record Index(String path, int port, long lease) {}

    /** @param prefix ends in a slash */
    public KeySpace(String prefix) {
        this.prefix = prefix;
        this.root = prefix + SPACE;
    }

    /** Reads all keys under the prefix. */
    public static KeySpace read(Client client, String prefix) {
        KeySpace keys = new KeySpace(prefix);
        keys.take(get(client, prefix));
        return keys;
    }

    public static GetResponse get(Client client, String prefix) {
        return get(client, prefix, GetOption.builder().isPrefix(true).build());
    }

    /** The value of a key; empty if there is none. */
    static List<KeyValue> getOne(Client client, String key) {
        return get(client, key, GetOption.DEFAULT).getKvs();
    }

    private static GetResponse get(Client client, String key, GetOption option) {
        try {
            return client.getKVClient().get(bytes(key), option).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("can't read the keys", e);
        }
    }

    public void take(GetResponse response) {
        response.getKvs().forEach(this::put);
    }

    public void put(KeyValue entry) {
        put(entry.getKey().toString(UTF_8), new Raw(entry.getValue().toString(UTF_8), entry.getLease()));
    }

    /** Adds a key. A key that the design doesn't know is a stray. */
    void put(String key, Raw entry) {
        raw.put(key, entry);
        if (key.equals(prefix + "_id")) {
            return; // the key of the installation
        }
        String[] parts = key.startsWith(root) ? key.substring(root.length()).split("/", -1) : new String[] {"", key};
        String path = parts.length == 3 ? parts[1] + "/" + parts[2] : parts[parts.length - 1];
        switch (parts[0] + " " + parts.length) {
            case "services 2" -> services.put(path, service(path, json(entry.value())));
            case "ports 2" -> ports.put(Integer.parseInt(path), port(path, json(entry.value()), entry.lease()));
            case "offers 3" -> offers.put(path, new Index(path, Integer.parseInt(entry.value()), entry.lease()));
            case "instances 3" -> instances.put(path, new Index(path, Integer.parseInt(entry.value()), entry.lease()));
            case "fences 2" -> {}
            default -> strays.add(key);
        }
    }

    public void delete(KeyValue entry) {
        String key = entry.getKey().toString(UTF_8);
        raw.remove(key);
        strays.remove(key);
        if (key.startsWith(root)) {
            String[] parts = key.substring(root.length()).split("/", 2);
            switch (parts[0]) {
                case "services" -> services.remove(parts[1]);
                case "ports" -> ports.remove(Integer.parseInt(parts[1]));
                case "offers" -> offers.remove(parts[1]);
                case "instances" -> instances.remove(parts[1]);
                default -> {}
            }
        }
    }

    private static Service service(String name, JsonNode json) {
        return new Service(
                name,
                json.path("start").asInt(),
                json.path("end").asInt(),
                json.path("id").asText());
    }

    private static Port port(String port, JsonNode json, long lease) {
        return new Port(
                Integer.parseInt(port),
                json.path("service").asText(),
                json.path("name").asText(),
                json.path("state").asText(),
                lease);
    }

    /** All values, by key. */
    public Map<String, Raw> raw() {
        return raw;
    }

    public Map<String, Service> services() {
        return services;
    }

    public Collection<Port> ports() {
        return ports.values();
    }

    /** The record of that port, if there is one. */
    public @Nullable Port port(int port) {
        return ports.get(port);
    }

    /** The index keys, by service and name. */
    Map<String, Index> offers() {
        return offers;
    }

    /** The index keys, by service and name. */
    Map<String, Index> instances() {
        return instances;
    }

    /** Keys that the design doesn't know. */
    Set<String> strays() {
        return strays;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    public static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
