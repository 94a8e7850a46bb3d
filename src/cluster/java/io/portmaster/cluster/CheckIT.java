package io.portmaster.cluster;

import io.portmaster.history.Customer;
import io.portmaster.history.Journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code check} as operators run it, on the keys that a node has written to a real etcd. */
class CheckIT {
    private static final String PREFIX = "/check/";
    private static final String SPACE = PREFIX + "default/";
    private static final String PLANTED = "/planted/default/";

    @RegisterExtension
    static final Stage stage = new Stage();

    private static EtcdCluster etcd;
    private static InstallationKey made;

    @BeforeAll
    static void haveWhatANodeMakes() throws IOException {
        etcd = stage.etcd(3);
        NodeProcess node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0);
        made = Objects.requireNonNull(InstallationKey.read(etcd, PREFIX));
        Operator operator = new Operator(node.client());
        operator.create("django", 5000, 5099);
        operator.create("flask", 5100, 5199);
        Customer customer = new Customer(node.client(), "django", new Journal());
        for (int number = 0; number < 5; number++) {
            assertThat(customer.offer("offered-" + number).isYes()).isTrue();
            assertThat(customer.accept(customer.offer("accepted-" + number)).isYes())
                    .isTrue();
        }
        assertThat(customer.reject(customer.offer("rejected")).isYes()).isTrue();
        assertThat(customer.release(customer.offerAccepted("released")).isYes()).isTrue();
    }

    @Test
    void whatANodeMadeIsCountedAndPasses() {
        ProgramRun run = check();
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0))
                .isEqualTo("installation " + made.installation() + " in cluster " + etcd.clusterId());
        assertThat(run.lines().get(1)).matches("revision \\d+: 23 keys");
        assertThat(run.lines())
                .endsWith("space default: 2 services, 5 offers, 5 allocations, 0 fences", "no violations");
    }

    @Test
    void whatIsPlantedIsNamedOneLineEach() throws Exception {
        copyAllTo(PLANTED);
        String allocation = value(PLANTED + "ports/05001");
        etcd.ctl("put", PLANTED + "ports/05050", allocation);
        etcd.ctl("put", PLANTED + "ports/06000", allocation.replace("accepted-0", "web-01"));
        etcd.ctl("put", PLANTED + "instances/django/web-01", "6000");
        etcd.ctl("put", PLANTED + "offers/django/web-02", "5051");
        etcd.ctl("put", PLANTED + "ports/05052", "{\"v\":3}");
        etcd.ctl("put", PLANTED + "locks/django", "");
        etcd.ctl("put", "/planted/_later", "");
        etcd.ctl("put", "/planted/_id", value(PREFIX + "_id"));
        etcd.ctl("del", PLANTED + "instances/django/accepted-4");

        ProgramRun run = stage.check(etcd.endpoints(), "--prefix", "/planted/");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines().get(1)).matches("revision \\d+: 29 keys, 1 of them reserved");
        assertThat(run.lines())
                .contains("space default: 2 services, 5 offers, 7 allocations, 0 fences, 1 unreadable")
                .filteredOn(line -> line.startsWith("violation: "))
                .extracting(line -> line.substring("violation: ".length()).replace(PLANTED, ""))
                .containsExactlyInAnyOrder(
                        "locks/django: no key that Portmaster knows",
                        "offers/django/web-02: port 5051 has no record",
                        "ports/05001, ports/05050: two ports of one name, django/accepted-0",
                        "ports/05009: has no index key as the allocation of django/accepted-4",
                        "ports/05050, instances/django/accepted-0: the index key of the allocation of"
                                + " django/accepted-0 says port 5001",
                        "ports/05052: can't be read: format version 3 of a newer release, this one knows 2: no text in"
                                + " service",
                        "ports/06000, services/django: the port lies outside its service's ranges, 5000-5099");
        assertThat(run.lines()).endsWith("7 violations");
    }

    @Test
    void membersThatAreDownOrHangAreGoneAround() {
        etcd.member(0).kill();
        assertThat(check().status()).isZero();
        etcd.member(0).start();
        etcd.awaitHealth();
        etcd.member(0).freeze();
        assertThat(check().status()).isZero();
        etcd.member(0).thaw();
        etcd.awaitHealth();
    }

    @Test
    void aLargeKeySpaceIsReadWhole() throws Exception {
        int allocations = 8_000;
        String service =
                value(SPACE + "services/flask").replace("5100", "20000").replace("5199", "40000");
        etcd.ctl("put", "/large/default/services/flask", service);
        etcd.ctl("put", "/large/_id", value(PREFIX + "_id"));
        String record = value(SPACE + "ports/05001").replace("\"django\"", "\"flask\"");
        List<Op> puts = new ArrayList<>();
        for (int number = 0; number < allocations; number++) {
            String name = "web-" + number;
            puts.add(put("/large/default/ports/" + (20_000 + number), record.replace("accepted-0", name)));
            puts.add(put("/large/default/instances/flask/" + name, Integer.toString(20_000 + number)));
        }
        commit(puts);

        ProgramRun run = stage.check(etcd.endpoints(), "--prefix", "/large");

        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.lines())
                .contains("space default: 1 service, 0 offers, 8000 allocations, 0 fences", "no violations");
    }

    @Test
    void itsOptionsMayComeFromTheEnvironment() {
        ProgramRun run = stage.check(
                List.of(), Map.of("PORTMASTER_ETCD", etcd.endpoints(), "PORTMASTER_PREFIX", "/nothing-here/"));
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.lines()).singleElement().asString().contains("/nothing-here/");
    }

    /** A copy of an installation's records looks like the installation. */
    @Test
    void recordsOfNoInstallationAreNotChecked() {
        etcd.ctl("put", "/nobodys/default/locks/django", "");
        ProgramRun run = stage.check(etcd.endpoints(), "--prefix", "/nobodys/");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.lines()).singleElement().asString().contains("/nobodys/");
    }

    @Test
    void anEtcdOutOfReachIsOneLineAndItsOwnStatus() {
        String nowhere = "http://127.0.0.1:" + FreePort.next();
        ProgramRun run = stage.check(nowhere);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.lines())
                .singleElement()
                .asString()
                .startsWith("portmaster: can't read etcd at " + nowhere + ": ");
    }

    @Test
    void anEtcdThatHasLostItsQuorumIsOneLineAndTheSameStatus() {
        etcd.member(1).kill();
        etcd.member(2).kill();
        ProgramRun run = check();
        etcd.member(1).start();
        etcd.member(2).start();
        etcd.awaitHealth();
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.lines()).singleElement().asString().startsWith("portmaster: can't read etcd at ");
    }

    @Test
    void anOptionThatCannotBeUnderstoodIsOneLine() {
        ProgramRun run = stage.check("localhost:2379");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.lines()).singleElement().asString().startsWith("portmaster: --etcd (PORTMASTER_ETCD): ");
    }

    private static ProgramRun check() {
        return stage.check(etcd.endpoints(), "--prefix", PREFIX);
    }

    /** The keys with their leases. */
    private static void copyAllTo(String space) throws Exception {
        List<Op> puts = new ArrayList<>();
        KeySpace.read(etcd.client(), PREFIX)
                .raw()
                .forEach((key, raw) -> puts.add(Op.put(
                        KeySpace.bytes(key.replace(SPACE, space)),
                        KeySpace.bytes(raw.value()),
                        PutOption.builder().withLeaseId(raw.lease()).build())));
        commit(puts);
    }

    private static String value(String key) {
        return etcd.ctl("get", "--print-value-only", key).strip();
    }

    private static Op put(String key, String value) {
        return Op.put(KeySpace.bytes(key), KeySpace.bytes(value), PutOption.DEFAULT);
    }

    private static void commit(List<Op> operations) throws Exception {
        Client client = etcd.client();
        for (int from = 0; from < operations.size(); from += 100) {
            Op[] some = operations
                    .subList(from, Math.min(from + 100, operations.size()))
                    .toArray(Op[]::new);
            TxnResponse done = client.getKVClient().txn().Then(some).commit().get(10, TimeUnit.SECONDS);
            assertThat(done.isSucceeded()).isTrue();
        }
    }
}
