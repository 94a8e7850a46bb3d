package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.kv.GetResponse;
import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} as an operator runs it: on a real node, with dumps as an installation of django-portmaster has them. */
class ImportIT {
    private static final String PREFIX = "/import/";
    private static final int SERVICES = 10;
    private static final int INSTANCES = 10_000;
    private static final int PER_SERVICE = INSTANCES / SERVICES;

    /** The transactions after which an import is held. With 128 operations in each it takes hundreds. */
    private static final int BEGINNING = 60;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    private final AtomicInteger runs = new AtomicInteger();
    private EtcdCluster etcd;
    private NodeProcess node;

    @BeforeEach
    void startANode() {
        etcd = stage.etcd(1);
        node = stage.nodes(1, etcd.endpoints(), "--prefix", PREFIX).get(0);
    }

    private ProgramRun portmaster(String command, String... options) {
        return ProgramRun.of(command, List.of(options), variables(), folder.resolve("log-" + runs.incrementAndGet()));
    }

    private Map<String, String> variables() {
        return Map.of("PORTMASTER_URL", "http://" + node.address(), "HOME", folder.toString());
    }

    /** A dump of all those services and instances. The ports of a service are given in no order. */
    private Path largeDump() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int service = 0; service < SERVICES; service++) {
            rows.add(
                    "{\"model\": \"django_portmaster.service\", \"pk\": \"s%d\", \"fields\": {\"description\": \"Größe\", \"start\": %d, \"end\": %d}}"
                            .formatted(service, start(service), start(service) + PER_SERVICE - 1));
        }
        for (int service = 0; service < SERVICES; service++) {
            for (int i = 0; i < PER_SERVICE; i++) {
                rows.add(
                        "{\"model\": \"django_portmaster.instance\", \"pk\": %d, \"fields\": {\"service\": \"s%d\", \"name\": \"web-%d:%d\", \"created\": \"2025-02-03T10:11:12.131Z\"}}"
                                .formatted(port(service, i), service, service, i));
            }
        }
        return Files.writeString(folder.resolve("large.json"), "[" + String.join(", ", rows) + "]");
    }

    private static int start(int service) {
        return 10_000 + service * PER_SERVICE;
    }

    private static int port(int service, int i) {
        return start(service) + (i * 7 + 3) % PER_SERVICE;
    }

    @Test
    void tenThousandInstancesAreBroughtInOnceHoweverOftenTheyAreImported() throws Exception {
        String dump = largeDump().toString();
        assertThat(portmaster("import", dump, "--dry-run").lines()).endsWith((SERVICES + INSTANCES) + " to create");
        assertThat(ports()).isEmpty();

        long start = System.nanoTime();
        assertThat(portmaster("import", dump))
                .isEqualTo(new ProgramRun(0, List.of((SERVICES + INSTANCES) + " created")));
        System.out.println("imported " + INSTANCES + " instances in "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        assertThat(ports())
                .hasSize(INSTANCES)
                .containsEntry(port(3, 999), "s3/web-3:999")
                .containsEntry(port(9, 0), "s9/web-9:0");

        List<String> before = keys();
        assertThat(portmaster("import", dump))
                .isEqualTo(new ProgramRun(0, List.of((SERVICES + INSTANCES) + " there already")));
        assertThat(keys()).as("the second import has changed nothing").isEqualTo(before);
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
    }

    /** The ports in use, with service and name. */
    private Map<Integer, String> ports() throws ProblemException, IOException {
        Page<PortBody> page = node.client().ports().list(Filter.NONE, Page.Start.first(Page.Start.MOST));
        return page.items().stream()
                .collect(Collectors.toMap(PortBody::port, port -> port.service() + "/" + port.name()));
    }

    /** All keys of services and ports, with the revisions at which they have changed. */
    private List<String> keys() {
        GetResponse keys = KeySpace.get(etcd.client(), PREFIX + "default/");
        return keys.getKvs().stream()
                .filter(key -> !key.getKey().toString().contains("/fences/"))
                .map(key -> key.getKey() + " " + key.getModRevision())
                .toList();
    }

    /** Lets an import wait for the answers of its {@link #BEGINNING}th transaction and later ones, however quick it is. */
    private static AtomicInteger mutedInTheMiddle(GrpcProxy proxy) {
        AtomicInteger transactions = new AtomicInteger();
        proxy.tamper(GrpcProxy.TXN, request -> {
            if (transactions.incrementAndGet() == BEGINNING) {
                proxy.mute(GrpcProxy.TXN);
            }
            return request;
        });
        return transactions;
    }

    @Test
    void anImportThatIsKilledLeavesWholeRowsAndTheNextOneBringsInTheRest() throws Exception {
        String dump = largeDump().toString();
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        node = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX).get(0);
        AtomicInteger transactions = mutedInTheMiddle(proxy);
        List<String> command = NodeJvm.SHORT_LIVED.command("import", List.of(dump));
        try (ChildProcess run = ChildProcess.start(command, variables(), folder.resolve("killed"))) {
            Await.until("the import is on its way", LIMIT, () -> transactions.get() >= BEGINNING);
            run.kill();
        }
        proxy.unmute(GrpcProxy.TXN);
        int done = ports().size();
        System.out.println("killed after " + done + " instances");
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
        // A request that was under way when the process was killed may still have been carried out.
        ProgramRun rest = portmaster("import", dump);
        assertThat(rest.status()).as(rest.toString()).isZero();
        assertThat(rest.lines()).hasSize(1);
        assertThat(rest.lines().get(0)).matches("\\d+ created, \\d+ there already");
        assertThat(ports()).hasSize(INSTANCES);
    }

    @Test
    void aNodeThatIsStartedAnewInTheMiddleOfAnImportIsWaitedFor() throws Exception {
        String dump = largeDump().toString();
        Path log = folder.resolve("waits");
        GrpcProxy proxy = stage.grpcProxy(etcd.endpoints());
        node = stage.nodes(1, proxy.endpoint(), "--prefix", PREFIX).get(0);
        AtomicInteger transactions = mutedInTheMiddle(proxy);
        try (ChildProcess run =
                ChildProcess.start(NodeJvm.SHORT_LIVED.command("import", List.of(dump)), variables(), log)) {
            Await.until("the import is on its way", LIMIT, () -> transactions.get() >= BEGINNING);
            node.kill();
            proxy.unmute(GrpcProxy.TXN);
            node.start();
            Await.until("the import has ended", Duration.ofSeconds(120), () -> !run.isAlive());
            assertThat(run.awaitExit()).as(run.log()).isZero();
            assertThat(run.log()).matches("\\d+ created(, \\d+ there already)?\n");
        }
        assertThat(ports()).hasSize(INSTANCES);
    }

    @Test
    void aDumpWithEveryKindOfBadRowBringsInTheRestAndNothingHalf() throws Exception {
        node.api()
                .post("/v1/services", "{\"name\":\"taken\",\"start\":30000,\"end\":30009}")
                .expect(201);
        node.api()
                .post("/v1/services/taken/offers?accept=true", "{\"name\":\"owner\",\"port\":30000}")
                .expect(201);
        String ofEveryKind = Files.readString(Checkout.file("src/test/resources/dumps/dumpdata.json"));
        String worse =
                """
                5, [], {}, {"model": 3}, {"model": "django_portmaster.service", "pk": null},
                {"model": "django_portmaster.service", "pk": "billing", "fields": {"description": "again", "start": 21000, "end": 21099}},
                {"model": "django_portmaster.service", "pk": "over", "fields": {"description": null, "start": 21050, "end": 21150}},
                {"model": "django_portmaster.service", "pk": "upside", "fields": {"description": null, "start": 24009, "end": 24000}},
                {"model": "django_portmaster.instance", "pk": "x", "fields": {"service": "billing", "name": "a"}},
                {"model": "django_portmaster.instance", "pk": 21010, "fields": {"service": "nowhere", "name": "a"}},
                {"model": "django_portmaster.instance", "pk": 21011, "fields": {"service": "billing", "name": "worker-01"}},
                {"model": "django_portmaster.instance", "pk": 21000, "fields": {"service": "billing", "name": "worker-99"}},
                {"model": "django_portmaster.instance", "pk": 30000, "fields": {"service": "taken", "name": "rival"}},
                {"model": "django_portmaster.instance", "pk": 30001, "fields": {"service": "taken", "name": "owner"}},
                {"model": "django_portmaster.instance", "pk": 30002, "fields": {"service": "taken", "name": "last"}}]
                """;
        Path dump = Files.writeString(
                folder.resolve("bad.json"), ofEveryKind.substring(0, ofEveryKind.lastIndexOf(']')) + "," + worse);
        ProgramRun run = portmaster("import", dump.toString());
        assertThat(run.status()).isEqualTo(7);
        assertThat(run.lines())
                .contains("5 created, 2 skipped, 3 different, 16 broken, 1 of other models (auth.user)")
                .contains("portmaster: 19 rows were not brought in");
        for (int row : new int[] {3, 4, 5, 7, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26}) {
            assertThat(run.lines()).filteredOn(line -> line.startsWith("row " + row + ": ")).hasSize(1);
        }
        assertThat(ports())
                .isEqualTo(Map.of(
                        21000, "billing/worker-01",
                        22003, "mail.relay/mx1@ams",
                        30000, "taken/owner",
                        30002, "taken/last"));
        assertThat(KeySpace.read(etcd.client(), PREFIX).services()).containsOnlyKeys("billing", "mail.relay", "taken");
        assertThat(stage.check(etcd.endpoints(), "--prefix", PREFIX).status()).isZero();
        assertThat(portmaster("import", dump.toString()).lines())
                .contains("5 there already, 2 skipped, 3 different, 16 broken, 1 of other models (auth.user)");
    }
}
