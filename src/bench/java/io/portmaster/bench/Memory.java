package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Results.Fact;
import io.portmaster.cluster.NodeProcess;
import java.util.Locale;

/** The memory of a node under load while many allocations stand. The node is a new one. */
final class Memory {
    static final String RSS = "node's memory under load, the most seen";

    private static final String PEAK = "node's memory, the most ever in use";

    private final TestBed bed;
    private final Rounds rounds;

    Memory(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps() {
        return 1;
    }

    void measure() {
        BenchService service = bed.service();
        Population held = service.populated(rounds.settings().many());
        NodeProcess node = bed.newNode(bed.prefix()).awaitReady();
        ProcessStatus status = new ProcessStatus(node.pid());
        Population none = new Population(held.service(), 0);
        Subject subject = clients -> bed
                .generator()
                .connect(
                        node.address(),
                        clients,
                        number -> new OfferScript(held.service(), service.names(), Kind.REJECTED, none));
        double most = 0;
        // The load lasts as long as a warm-up: the just-in-time compilers and their code take memory, too.
        for (int slice = 0; slice < rounds.settings().warmUpSlices(); slice++) {
            rounds.run(subject, Settings.USUAL_CLIENTS);
            double now = status.rss();
            most = Math.max(most, now);
            rounds.progress().say(String.format(Locale.ROOT, "memory: %.0f MB", now));
        }
        rounds.results().add(new Fact(RSS, "MB", most));
        rounds.results().add(new Fact(PEAK, "MB", status.peakRss()));
        rounds.progress().step(String.format(Locale.ROOT, "memory at %,d allocations: %.0f MB", held.size(), most));
        node.close();
    }
}
