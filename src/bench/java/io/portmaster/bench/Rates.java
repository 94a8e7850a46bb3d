package io.portmaster.bench;

import io.portmaster.bench.Sample.Load;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The cases that are measured at several numbers of clients. They are measured in turn, again and again, so that changes of the
 * machine's speed meet all of them.
 */
final class Rates {
    private final Rounds rounds;
    private final TestBed bed;
    private final Map<BenchCase, Subject> subjects = new LinkedHashMap<>();
    private final Map<BenchCase, Meter> meters = new EnumMap<>(BenchCase.class);

    Rates(TestBed bed, Rounds rounds, Set<BenchCase> cases) {
        this.rounds = rounds;
        this.bed = bed;
        Subjects all = new Subjects(bed, rounds.settings());
        cases.stream().filter(BenchCase::isRate).sorted().forEach(each -> subjects.put(each, all.of(each)));
        subjects.forEach((what, subject) -> meters.put(what, meterOf(what, subject)));
    }

    /** The number of steps of one of the cases. */
    static int stepsOfOne(Settings settings) {
        int loads = settings.openLoop() ? Load.values().length : 1;
        return settings.clients().size() * settings.rounds() * loads;
    }

    void measure() throws Exception {
        try {
            subjects.forEach((what, subject) -> rounds.warmUp(what.title(), subject, meters.get(what)));
            for (int clients : rounds.settings().clients()) {
                measure(clients);
            }
        } finally {
            for (Subject subject : subjects.values()) {
                subject.close();
            }
        }
    }

    private Meter meterOf(BenchCase what, Subject subject) {
        return what.isBaseline() ? bed.meterOfBaseline(subject.server()) : bed.meter();
    }

    private void measure(int clients) {
        for (int round : rounds.numbers()) {
            subjects.forEach((what, subject) -> rounds.closed(what.title(), subject, meters.get(what), clients, round));
        }
        for (int round : rounds.numbers()) {
            subjects.forEach((what, subject) -> {
                rounds.open(what.title(), subject, meters.get(what), clients, Load.HALF, round);
                rounds.open(what.title(), subject, meters.get(what), clients, Load.MOST, round);
            });
        }
    }
}
