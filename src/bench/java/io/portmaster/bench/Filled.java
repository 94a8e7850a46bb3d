package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;
import io.portmaster.bench.Sample.Load;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Offers in a range that is partly full. Each offer is rejected at once, so that the level stays; only the offer is measured.
 * All latencies are measured at one rate: 80 % of the throughput in the empty range.
 */
final class Filled {
    private static final List<Integer> LEVELS = List.of(0, 50, 90, 99, 100);
    private static final int CLIENTS = Settings.USUAL_CLIENTS;

    private final TestBed bed;
    private final Rounds rounds;
    private final int ports;

    Filled(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
        // A full run uses all ports. A quick run uses few, but more free ones below the level of a full range than
        // there are clients.
        this.ports = rounds.settings().many() == Subject.MOST_OPS ? BenchService.LAST - BenchService.FIRST + 1 : 7_000;
    }

    static int steps(Settings settings) {
        return (settings.openLoop() ? 2 : 1) * LEVELS.size() * settings.rounds();
    }

    static String at(int percent) {
        return percent == 100 ? "offer refused, range 100 % full" : "offer, range " + percent + " % full";
    }

    void measure() {
        Map<Integer, Subject> levels = new LinkedHashMap<>();
        LEVELS.forEach(percent -> levels.put(percent, new Level(percent)));
        Meter meter = bed.meter();
        rounds.warmUp(at(0), levels.get(0), meter);
        for (int round : rounds.numbers()) {
            for (int percent : LEVELS) {
                rounds.closed(at(percent), levels.get(percent), meter, CLIENTS, round);
                double most = Results.over(rounds.results().rounds(at(0), CLIENTS, Load.CLOSED), Sample::rate)
                        .median();
                rounds.open(at(percent), levels.get(percent), meter, CLIENTS, Load.MOST, round, most);
            }
        }
    }

    /** Offers in a range of which {@code percent} per cent are allocated. */
    private final class Level implements Subject {
        private final int percent;

        Level(int percent) {
            this.percent = percent;
        }

        @Override
        public Crew prepare(int clients) {
            BenchService service = bed.service();
            Population held = service.populated(ports * percent / 100, BenchService.FIRST + ports - 1);
            return bed
                    .generator()
                    .connect(
                            service.address(),
                            clients,
                            number -> percent == 100
                                    ? new RefusedScript(held.service(), service.names())
                                    : new RejectedScript(held.service(), service.names()));
        }
    }

    /** An offer, which is measured, and its reject, which is not. */
    private static final class RejectedScript extends OfferScript {
        RejectedScript(String service, Names names) {
            super(service, names, Kind.REJECTED, new Population(service, 0));
        }

        @Override
        public boolean measuresTheFirst() {
            return true;
        }
    }
}
