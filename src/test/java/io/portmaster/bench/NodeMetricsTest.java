package io.portmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private static final String BEFORE = """
            # TYPE portmaster_batch_mutations summary
            portmaster_batch_mutations_count 10
            portmaster_batch_mutations_sum 100.0
            # TYPE portmaster_mutations_total counter
            portmaster_mutations_total{operation="claim",outcome="committed"} 50.0
            portmaster_mutations_total{operation="claim",outcome="conflict"} 1.0
            portmaster_mutations_total{operation="accept",outcome="conflict"} 7.0
            """;

    private static final String AFTER = """
            portmaster_batch_mutations_count 14
            portmaster_batch_mutations_sum 300.0
            portmaster_mutations_total{operation="claim",outcome="committed"} 1.5E2
            portmaster_mutations_total{operation="claim",outcome="conflict"} 5.0
            portmaster_mutations_total{operation="accept",outcome="conflict"} 70.0
            """;

    @Test
    void whatARoundCountedIsTheDifference() {
        NodeMetrics round = NodeMetrics.parse(AFTER).since(NodeMetrics.parse(BEFORE));

        assertThat(round).isEqualTo(new NodeMetrics(100, 4, 4, 200));
        assertThat(round.conflictsPerClaim()).isEqualTo(0.04);
        assertThat(round.mutationsPerBatch()).isEqualTo(50);
    }

    @Test
    void nodesAddUp() {
        NodeMetrics one = NodeMetrics.parse(BEFORE);

        assertThat(one.plus(one)).isEqualTo(new NodeMetrics(100, 2, 20, 200));
    }
}
