package io.portmaster.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.portmaster.check.Report;
import io.portmaster.check.InvariantViolation;
import io.portmaster.etcd.KeyClassifier;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** {@code check} and the tests' own {@link Invariants}, written apart from each other, find the same keys wrong. */
class CheckAgreementIT {
    private static final String PREFIX = "/x/";
    private static final String SPACE = PREFIX + "default/";

    /** A small number of each, so that keys meet. */
    private static final int LOWEST = 5000;

    private static final int HIGHEST = 5005;

    /**
     * @param value null deletes
     * @param lease 0 for none
     */
    record Put(String key, @Nullable String value, long lease) {}

    /** A client's lease, its companion, and a lease of offers and delays. */
    private static final long CLIENTS = 0x40;

    private static final long COMPANION = CLIENTS + 1;
    private static final long OFFERS = 7;

    @Property(tries = 3000)
    void whatOneFindsWrongTheOtherDoes(@ForAll("tampering") List<Put> tampering) {
        Map<String, KeySpace.Raw> keys = keysInOrder();
        tampering.forEach(put -> apply(put, keys));

        List<InvariantViolation> found = check(keys);

        boolean violated = !found.isEmpty();
        assertThat(violated)
                .as("%s: check says %s, the oracle %s", keys, found, oracle(keys))
                .isEqualTo(!oracle(keys).isEmpty());
        Statistics.collect(violated);
        Statistics.coverage(share -> {
            share.check(true).percentage(percent -> percent > 5);
            share.check(false).percentage(percent -> percent > 5);
        });
    }

    private static Map<String, KeySpace.Raw> keysInOrder() {
        Map<String, KeySpace.Raw> keys = new TreeMap<>();
        apply(service("web", 1, 5000, 5002), keys);
        apply(service("api", 2, 5003, 5005), keys);
        apply(port(5000, "web", "a", "offered", OFFERS, ""), keys);
        apply(new Put("offers/web/a", "5000", OFFERS), keys);
        apply(port(5001, "web", "b", "allocated", 0, ""), keys);
        apply(new Put("instances/web/b", "5001", 0), keys);
        apply(port(5003, "api", "a", "allocated", CLIENTS, named(CLIENTS)), keys);
        apply(new Put("instances/api/a", "5003", CLIENTS), keys);
        apply(cooling(5003, "api", "a", "lease-ended", COMPANION, named(CLIENTS)), keys);
        apply(cooling(5004, "api", "b", "released", OFFERS, ""), keys);
        apply(new Put("fences/some-id", "", 9), keys);
        apply(anchor(CLIENTS, CLIENTS), keys);
        apply(companionsAnchor(CLIENTS, COMPANION), keys);
        return keys;
    }

    private static void apply(Put put, Map<String, KeySpace.Raw> keys) {
        String key = (put.key().startsWith("_") ? PREFIX : SPACE) + put.key();
        if (put.value() == null) {
            keys.remove(key);
        } else {
            keys.put(key, new KeySpace.Raw(put.value(), put.lease()));
        }
    }

    private static List<InvariantViolation> check(Map<String, KeySpace.Raw> keys) {
        KeyClassifier classifier = new KeyClassifier(PREFIX);
        return Report.of(
                        1,
                        "any",
                        keys.entrySet().stream()
                                .map(entry -> classifier.classify(pair(entry.getKey(), entry.getValue())))
                                .toList(),
                        Instant.EPOCH)
                .violations();
    }

    private static List<String> oracle(Map<String, KeySpace.Raw> keys) {
        KeySpace space = new KeySpace(PREFIX);
        keys.forEach(space::put);
        return Invariants.violations(space);
    }

    private static KeyValue pair(String key, KeySpace.Raw raw) {
        return new KeyValue(
                io.etcd.jetcd.api.KeyValue.newBuilder()
                        .setKey(ByteString.copyFrom(key, UTF_8))
                        .setValue(ByteString.copyFrom(raw.value(), UTF_8))
                        .setLease(raw.lease())
                        .build(),
                ByteSequence.EMPTY);
    }

    @Provide
    Arbitrary<List<Put>> tampering() {
        return puts().list().ofMaxSize(4);
    }

    private static Arbitrary<Put> puts() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(ports(), services(), names(), states(), leases(), extras())
                                .as(CheckAgreementIT::port)),
                Tuple.of(
                        4,
                        Combinators.combine(indexes(), ports().map(String::valueOf), leases())
                                .as(Put::new)),
                Tuple.of(
                        2,
                        Combinators.combine(services(), Arbitraries.of(1, 2), ports(), ports())
                                .as((service, version, one, other) -> service(
                                        service, version, Math.min(one, other), Math.max(one, other)))),
                Tuple.of(
                        4,
                        Combinators.combine(ports(), services(), names(), reasons(), leases(), leases())
                                .as((port, service, name, reason, lease, named) ->
                                        cooling(port, service, name, reason, lease, named == OFFERS ? "" : named(named)))),
                Tuple.of(
                        1,
                        Combinators.combine(leases(), leases(), Arbitraries.of(true, false))
                                .as((own, lease, companion) ->
                                        companion ? companionsAnchor(own, lease) : anchor(own, lease))),
                Tuple.of(4, keys().map(key -> new Put(key, null, 0))),
                Tuple.of(1, groups()),
                Tuple.of(
                        1,
                        Arbitraries.of("stray", "locks/web", "services/web/x", "offers/web", "_leases/1", "cooling/x/y")
                                .map(key -> new Put(key, "5000", 0))));
    }

    private static Put service(String name, int version, int start, int end) {
        return new Put(
                "services/" + name,
                ("{'v':" + version + ",'name':'" + name + "','description':null,'start':" + start + ",'end':" + end
                                + ",'created':'2026-11-22T08:00:00Z','id':'00000000-0000-4000-8000-000000000000'}")
                        .replace('\'', '"'),
                0);
    }

    /** @param extra fields that only a record of version 2 has, behind a comma; empty for none */
    private static Put port(int port, String service, String name, String state, long lease, String extra) {
        return new Put(
                "ports/0" + port,
                ("{'v':" + (extra.isEmpty() ? 1 : 2) + ",'service':'" + service + "','name':'" + name + "','state':'"
                                + state + "','created':'2026-11-22T08:00:00Z','ttl':1800,'accept':false,"
                                + "'nonce':'00000000-0000-4000-8000-000000000000','secret_sha256':'00'" + extra + "}")
                        .replace('\'', '"'),
                lease);
    }

    private static Put cooling(int port, String service, String name, String reason, long lease, String extra) {
        return new Put(
                "cooling/0" + port,
                ("{'v':2,'service':'" + service + "','name':'" + name + "','reason':'" + reason
                                + "','delay':30,'created':'2026-11-22T08:00:00Z'" + extra + "}")
                        .replace('\'', '"'),
                lease);
    }

    private static Put anchor(long own, long lease) {
        return new Put(
                "_leases/" + hex(own),
                "{'v':2,'ttl':60,'linger':30,'created':'2026-11-22T08:00:00Z'}".replace('\'', '"'),
                lease);
    }

    private static Put companionsAnchor(long own, long lease) {
        return new Put("_leases/" + hex(own) + "/linger", "", lease);
    }

    /** The field of a record that names a client's lease. */
    private static String named(long lease) {
        return lease == 0 ? "" : ",'lease':'" + hex(lease) + "'";
    }

    private static String hex(long lease) {
        return HexFormat.of().toHexDigits(lease);
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.oneOf(
                services().map(name -> "services/" + name),
                ports().map(port -> "ports/0" + port),
                ports().map(port -> "cooling/0" + port),
                Arbitraries.of("_leases/" + hex(CLIENTS), "_leases/" + hex(CLIENTS) + "/linger"),
                indexes());
    }

    private static Arbitrary<String> indexes() {
        return Combinators.combine(Arbitraries.of("offers/", "instances/"), services(), names())
                .as((folder, service, name) -> folder + service + "/" + name);
    }

    private static Arbitrary<Integer> ports() {
        return Arbitraries.integers().between(LOWEST, HIGHEST);
    }

    private static Arbitrary<String> services() {
        return Arbitraries.of("web", "api");
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "b");
    }

    private static Arbitrary<String> states() {
        return Arbitraries.of("offered", "allocated");
    }

    private static Arbitrary<Long> leases() {
        return Arbitraries.of(0L, OFFERS, 8L, CLIENTS, COMPANION);
    }

    private static Arbitrary<String> reasons() {
        return Arbitraries.of("released", "busy", "lease-ended");
    }

    private static Arbitrary<String> extras() {
        return Arbitraries.of("", "", named(CLIENTS), group(1, 0), group(2, 0), group(2, 1), neighbour(0), neighbour(1));
    }

    private static String neighbour(int place) {
        return ",'group':{'size':2,'place':" + place + ",'consecutive':true}";
    }

    private static String group(int size, int place) {
        return ",'group':{'size':" + size + ",'place':" + place + "}";
    }

    /** The offer that is in order, as a member of a group. */
    private static Arbitrary<Put> groups() {
        return Arbitraries.of(group(1, 0), group(1, 1), group(2, 1))
                .map(group -> port(5000, "web", "a", "offered", OFFERS, group));
    }
}
