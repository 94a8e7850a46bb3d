package io.portmaster.bench;

import io.portmaster.cluster.PlainHttp;
import io.portmaster.cluster.Scrape;
import java.util.List;
import java.util.stream.Stream;

/**
 * The nodes' counts of their mutations, from {@code /metrics}.
 *
 * @param committedClaims claims that were committed
 * @param conflictingClaims claims that lost a race
 * @param batches sent to etcd
 * @param batched mutations in them
 */
record NodeMetrics(double committedClaims, double conflictingClaims, double batches, double batched) {
    static final NodeMetrics NONE = new NodeMetrics(0, 0, 0, 0);

    /** The sums over the nodes. */
    static NodeMetrics read(List<PlainHttp> nodes) {
        return nodes.stream().map(node -> parse(Scrape.of(node).text())).reduce(NONE, NodeMetrics::plus);
    }

    /** @param text in Prometheus' text format, version 0.0.4 */
    static NodeMetrics parse(String text) {
        return new NodeMetrics(
                claims(text, "committed"),
                claims(text, "conflict"),
                sum(text, "portmaster_batch_mutations_count"),
                sum(text, "portmaster_batch_mutations_sum"));
    }

    private static double claims(String text, String outcome) {
        return sum(text, "portmaster_mutations_total{", "operation=\"claim\"", "outcome=\"" + outcome + "\"");
    }

    private static double sum(String text, String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name) && Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    NodeMetrics plus(NodeMetrics other) {
        return new NodeMetrics(
                committedClaims + other.committedClaims,
                conflictingClaims + other.conflictingClaims,
                batches + other.batches,
                batched + other.batched);
    }

    NodeMetrics since(NodeMetrics before) {
        return new NodeMetrics(
                committedClaims - before.committedClaims,
                conflictingClaims - before.conflictingClaims,
                batches - before.batches,
                batched - before.batched);
    }

    /** Conflicts per committed claim; NaN if nothing was claimed. */
    double conflictsPerClaim() {
        return conflictingClaims / committedClaims;
    }

    /** Mutations per batch; NaN if nothing was sent. */
    double mutationsPerBatch() {
        return batched / batches;
    }
}
