package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A client that is generated from the contract without any option compiles, and decodes what a node answers. */
class GeneratedClientIT {
    /** The first run fetches the generator. */
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);

    private static final Duration RUN_LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void walksFromOfferToRelease() {
        NodeProcess node = stage.nodes(1, SharedEtcd.get().endpoints(), "--prefix", "/generated-client/")
                .get(0);
        run(
                BUILD_LIMIT,
                "mvn",
                "-B",
                "-q",
                "-f",
                Checkout.file("src/test/clients/java").toString(),
                "process-classes");
        Path client = Checkout.file("target/clients/java");

        String said = run(
                RUN_LIMIT,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                client.resolve("classes") + ":" + client.resolve("lib") + "/*",
                "Walk",
                "http://" + node.address());

        assertThat(said.lines())
                .containsExactly(
                        "created django 5000-5009 free 10",
                        "changed to 5010",
                        "offered web@01:80 5000 secret true ttl 1800",
                        "read web@01:80 true",
                        "open 1 web@01:80",
                        "holder offered web@01:80",
                        "allocated web@01:80 5000",
                        "again allocated same secret true",
                        "allocated web-02 5001 secret false",
                        "found web@01:80 5000",
                        "holder allocated",
                        "allocations 2",
                        "409 name-taken port 5001",
                        "404 port-not-found",
                        "services 0",
                        "ready",
                        "later resting");
    }

    /** Runs a command to its end, which must be a good one, and returns what it said. */
    private String run(Duration limit, String... command) {
        try (ChildProcess process = ChildProcess.start(
                List.of(command), Map.of(), folder.resolve(Path.of(command[0]).getFileName() + ".log"))) {
            Await.until(command[0] + " ends", limit, () -> !process.isAlive());
            assertThat(process.awaitExit()).as(process.log()).isZero();
            return process.log();
        }
    }
}
