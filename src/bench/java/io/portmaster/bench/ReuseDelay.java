package io.portmaster.bench;

import io.portmaster.bench.Comparison.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Releases in a service with a reuse delay, beside the same without one: what cooling costs. Each round has an unused service with
 * more ports than the round can use, and the delay is longer than the round.
 */
final class ReuseDelay {
    private static final int SECONDS = 60;
    private static final List<Integer> CLIENTS = List.of(Settings.USUAL_CLIENTS);

    private final TestBed bed;
    private final Rounds rounds;

    ReuseDelay(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return Comparison.steps(settings, CLIENTS.size());
    }

    void measure() {
        new Comparison(rounds, "with a reuse delay ÷ without")
                .measure(
                        "offer with ?accept=true and release",
                        CLIENTS,
                        new Side("reuse delay of " + SECONDS + " s", releases(SECONDS), bed.meter()),
                        new Side("no reuse delay", releases(null), bed.meter()));
    }

    /** @param delay in seconds; null for none */
    private Subject releases(@Nullable Integer delay) {
        BenchService service = bed.service();
        return clients -> {
            String fresh = service.fresh(BenchService.LAST, delay);
            return bed.generator()
                    .connect(service.address(), clients, number -> new ReleaseScript(fresh, service.names()))
                    .thenAtLast(service::clear);
        };
    }
}
