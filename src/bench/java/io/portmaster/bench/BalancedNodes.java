package io.portmaster.bench;

import io.portmaster.cluster.HaproxyProcess;
import io.portmaster.cluster.NodeJvm;
import io.portmaster.cluster.NodeProcess;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Three nodes behind HAProxy, all of them ready. */
final class BalancedNodes implements AutoCloseable {
    private static final int COUNT = 3;

    private final TestBed bed;
    private final List<NodeProcess> nodes;
    private final HaproxyProcess haproxy;

    /** @param prefix of their keys */
    BalancedNodes(TestBed bed, String prefix) {
        this(bed, bed.jvm(), prefix);
    }

    BalancedNodes(TestBed bed, NodeJvm jvm, String prefix) {
        this.bed = bed;
        nodes = Stream.generate(() -> bed.newNode(jvm, prefix)).limit(COUNT).toList();
        nodes.forEach(NodeProcess::awaitReady);
        haproxy = bed
                .stage()
                .haproxy(nodes.stream().map(NodeProcess::address).toList());
        haproxy.awaitNode();
    }

    /** The address of HAProxy. */
    String address() {
        return haproxy.address();
    }

    NodeProcess first() {
        return nodes.get(0);
    }

    /** A meter of the first node alone. */
    Meter meterOfOne() {
        return bed.meter(nodes.subList(0, 1), Map.of());
    }

    /** A meter of all three nodes. */
    Meter meter() {
        return bed.meter(nodes, Map.of(Meter.HAPROXY, haproxy.pid()));
    }

    @Override
    public void close() {
        haproxy.close();
        nodes.forEach(NodeProcess::close);
    }
}
