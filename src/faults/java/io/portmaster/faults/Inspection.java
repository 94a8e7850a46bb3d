package io.portmaster.faults;


import com.fasterxml.jackson.databind.JsonNode;
import io.portmaster.cluster.Await;
import io.portmaster.cluster.ProgramRun;
import io.portmaster.cluster.KeySpace;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.cluster.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that a cluster at rest shows the same records everywhere. */
final class Inspection {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FaultCluster cluster;
    private final Path checkLog;

    /** @param folder for what {@code check} says */
    Inspection(FaultCluster cluster, Path folder) {
        this.cluster = cluster;
        this.checkLog = folder.resolve("check.log");
    }

    /** What differs, in words. The list is empty if all is well. */
    List<String> violations() throws IOException {
        List<String> found = new ArrayList<>();
        KeySpace keys = KeySpace.read(cluster.etcd().client(), FaultCluster.PREFIX);
        Set<String> stored = new TreeSet<>();
        keys.ports().forEach(port -> stored.add(port.name() + " " + port.port() + " " + port.state()));
        for (NodeProcess node : cluster.newNodes()) {
            Set<String> listed = new TreeSet<>(new Operator(node.client()).holdings(FaultCluster.SERVICE));
            if (!listed.equals(stored)) {
                found.add(cluster.hostOf(node) + " lists " + listed + ", and etcd holds " + stored);
            }
        }
        ProgramRun check = ProgramRun.of(
                "check", List.of("--etcd", cluster.etcd().endpoints(), "--prefix", FaultCluster.PREFIX), Map.of(), checkLog);
        if (check.status() != 0) {
            found.add("check ended with " + check.status() + ": " + check.lines());
        }
        found.addAll(hashes());
        return found;
    }

    /** The differences between the members' databases, by etcd's own hash of them. */
    private List<String> hashes() {
        Set<String> hashes = new HashSet<>();
        List<String> trouble = new ArrayList<>();
        try {
            Await.until("all members hash the same revision", PATIENCE, () -> {
                Set<String> revisions = new HashSet<>();
                hashes.clear();
                cluster.members().forEach(member -> {
                    JsonNode hash = FaultCluster.json(member.ctl("endpoint", "hashkv", "-w", "json"))
                            .path(0)
                            .path("HashKV");
                    revisions.add(hash.path("header").path("revision") + "/" + hash.path("compact_revision"));
                    hashes.add(hash.path("hash").asText());
                });
                return revisions.size() == 1;
            });
        } catch (AssertionError e) {
            trouble.add(String.valueOf(e.getMessage()));
        }
        if (hashes.size() > 1) {
            trouble.add("members' hashes differ: " + hashes);
        }
        return trouble;
    }
}
