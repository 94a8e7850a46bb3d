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
import java.util.ArrayList;
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
    private static final String LEASES = "_leases/";

    private final String prefix;
    private final String root;
    private final Map<String, Raw> raw = new HashMap<>();
    private final Map<String, Service> services = new HashMap<>();
    private final Map<Integer, Port> ports = new HashMap<>();
    private final Map<String, Index> offers = new HashMap<>();
    private final Map<String, Index> instances = new HashMap<>();
    private final Map<Integer, Cooling> coolings = new HashMap<>();
    private final Map<Long, Anchor> leases = new HashMap<>();
    private final Map<Long, Anchor> companions = new HashMap<>();
    private final Set<String> strays = new TreeSet<>();

    /** @param lease 0 for none */
    public record Raw(String value, long lease) {}

    /** @param version of the record's format */
    public record Service(String name, List<Range> ranges, int version, String id) {
        boolean contains(int port) {
            return ranges.stream().anyMatch(range -> port >= range.start() && port <= range.end());
        }
    }

    /** Both ports belong to it. */
    public record Range(int start, int end) {}

    /**
     * @param lease that its key is on; 0 for none
     * @param named the client's lease that its record names; 0 for none
     * @param group null for none
     */
    public record Port(
            int port,
            String service,
            String name,
            String state,
            long lease,
            long named,
            @Nullable Group group) {
        /** A port that belongs to no client's lease, and to no group. */
        public Port(int port, String service, String name, String state, long lease) {
            this(port, service, name, state, lease, 0, null);
        }

        public boolean isOffered() {
            return state.equals("offered");
        }

        /** The name of the index key, without its folder. */
        public String path() {
            return service + "/" + name;
        }
    }

    /**
     * A holding's place in its group.
     *
     * @param id of the group: its nonce
     */
    public record Group(String id, String secretSha256, int size, int place, boolean consecutive) {}

    /**
     * @param name the former one
     * @param lease that its key is on; 0 for none
     * @param named the client's lease that its record names; 0 for none
     */
    public record Cooling(int port, String service, String name, String reason, long lease, long named) {
        /** Whether a client's lease decides when the port is free. */
        public boolean isOfLease() {
            return reason.equals("lease-ended");
        }

        /** Whether the port may go to that name. */
        public boolean allows(String ofService, String owner) {
            return !reason.equals("busy") && service.equals(ofService) && name.equals(owner);
        }
    }

    /**
     * @param own the number in its key: a client's lease
     * @param lease that its key is on; 0 for none
     * @param carrier the lease whose pair carries the client's lease, as its own anchor says: at first the own one
     * @param former the lease that allocations are moved from; 0 while none are
     */
    public record Anchor(long own, long lease, long carrier, long former) {}

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
        if (key.startsWith(prefix + LEASES)) {
            putAnchor(key, entry);
            return;
        }
        String[] parts = key.startsWith(root) ? key.substring(root.length()).split("/", -1) : new String[] {"", key};
        String path = parts.length == 3 ? parts[1] + "/" + parts[2] : parts[parts.length - 1];
        switch (parts[0] + " " + parts.length) {
            case "services 2" -> services.put(path, service(path, json(entry.value())));
            case "ports 2" -> ports.put(Integer.parseInt(path), port(path, json(entry.value()), entry.lease()));
            case "offers 3" -> offers.put(path, new Index(path, Integer.parseInt(entry.value()), entry.lease()));
            case "instances 3" -> instances.put(path, new Index(path, Integer.parseInt(entry.value()), entry.lease()));
            case "cooling 2" ->
                coolings.put(Integer.parseInt(path), cooling(path, json(entry.value()), entry.lease()));
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
                case "cooling" -> coolings.remove(Integer.parseInt(parts[1]));
                default -> {}
            }
        } else if (key.startsWith(prefix + LEASES)) {
            String[] parts = key.substring((prefix + LEASES).length()).split("/", -1);
            (parts.length > 1 ? companions : leases).remove(number(parts[0]));
        }
    }

    private void putAnchor(String key, Raw entry) {
        String[] parts = key.substring((prefix + LEASES).length()).split("/", -1);
        boolean known = parts.length == 1 || (parts.length == 2 && parts[1].equals("linger"));
        long own = known && parts[0].matches("[0-7][0-9a-f]{15}") ? number(parts[0]) : 0;
        if (own == 0) {
            strays.add(key);
            return;
        }
        if (parts.length > 1) {
            companions.put(own, new Anchor(own, entry.lease(), 0, 0));
            return;
        }
        JsonNode json = json(entry.value());
        long carrier = number(json.path("carrier").asText());
        long former = number(json.path("former").asText());
        leases.put(own, new Anchor(own, entry.lease(), carrier == 0 ? own : carrier, former));
    }

    private static long number(String hex) {
        return hex.isEmpty() ? 0 : Long.parseUnsignedLong(hex, 16);
    }

    private static Service service(String name, JsonNode json) {
        List<Range> ranges = new ArrayList<>();
        json.path("ranges").forEach(range -> ranges.add(range(range)));
        return new Service(
                name,
                ranges.isEmpty() ? List.of(range(json)) : ranges,
                json.path("v").asInt(),
                json.path("id").asText());
    }

    private static Range range(JsonNode json) {
        return new Range(json.path("start").asInt(), json.path("end").asInt());
    }

    private static Port port(String port, JsonNode json, long lease) {
        return new Port(
                Integer.parseInt(port),
                json.path("service").asText(),
                json.path("name").asText(),
                json.path("state").asText(),
                lease,
                number(json.path("lease").asText()),
                json.has("group") ? group(json, json.path("group")) : null);
    }

    private static Group group(JsonNode record, JsonNode group) {
        return new Group(
                record.path("nonce").asText(),
                record.path("secret_sha256").asText(),
                group.path("size").asInt(),
                group.path("place").asInt(),
                group.path("consecutive").asBoolean());
    }

    private static Cooling cooling(String port, JsonNode json, long lease) {
        return new Cooling(
                Integer.parseInt(port),
                json.path("service").asText(),
                json.path("name").asText(),
                json.path("reason").asText(),
                lease,
                number(json.path("lease").asText()));
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

    public Collection<Cooling> coolings() {
        return coolings.values();
    }

    /** The cooling key of that port, if there is one. */
    public @Nullable Cooling cooling(int port) {
        return coolings.get(port);
    }

    /** The anchors of clients' leases, by the lease. */
    public Map<Long, Anchor> leases() {
        return leases;
    }

    /** The anchors of the companions, by the client's lease, which is one less than the companion. */
    public Map<Long, Anchor> companions() {
        return companions;
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
