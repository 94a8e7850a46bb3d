package io.portmaster.bench;

import io.portmaster.bench.Sample.Load;
import io.portmaster.cluster.NodeProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the figures of all processes that take part, before a round and after it. */
final class Meter {
    static final String NODE = "node";
    static final String ETCD = "etcd";
    static final String HAPROXY = "HAProxy";
    static final String GENERATOR = "generator";

    private final Map<String, List<ProcessStatus>> roles;
    private final List<NodeProcess> nodes;

    /** @param nodes whose mutations are counted */
    Meter(Map<String, List<ProcessStatus>> roles, List<NodeProcess> nodes) {
        this.roles = roles;
        this.nodes = nodes;
    }

    Sample measure(String subject, int clients, Load load, int round, Supplier<Measurement> loop) {
        NodeMetrics metricsBefore = metrics();
        Map<String, Double> before = cpu();
        Measurement measured = loop.get();
        Map<String, Double> used = cpu();
        used.replaceAll((role, seconds) -> (seconds - before.getOrDefault(role, 0.0)) * 1000 / measured.ops());
        return Sample.of(
                subject, clients, load, round, measured, used, metrics().since(metricsBefore), rss());
    }

    private Map<String, Double> cpu() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        roles.forEach((role, processes) -> seconds.put(
                role, processes.stream().mapToDouble(ProcessStatus::cpuSeconds).sum()));
        return seconds;
    }

    private NodeMetrics metrics() {
        return NodeMetrics.read(nodes.stream().map(NodeProcess::api).toList());
    }

    private @Nullable Double rss() {
        return nodes.isEmpty()
                ? null
                : nodes.stream()
                        .mapToDouble(node -> new ProcessStatus(node.pid()).rss())
                        .max()
                        .getAsDouble();
    }
}
