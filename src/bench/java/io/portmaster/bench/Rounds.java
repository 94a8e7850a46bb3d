package io.portmaster.bench;

import io.portmaster.bench.Sample.Load;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Measures subjects round by round, and keeps what it finds. */
final class Rounds {
    /** The factor to the best rate so far from which on a rate has grown. Less is noise. */
    private static final double GROWTH = 1.05;

    /** A warm-up ends after this many slices without growth. */
    private static final int PATIENCE = 20;

    private static final int ATTEMPTS = 3;

    private final Settings settings;
    private final Results results;
    private final ProgressLines progress;

    Rounds(Settings settings, Results results, ProgressLines progress) {
        this.settings = settings;
        this.results = results;
        this.progress = progress;
    }

    /** The same rounds, each {@code times} as long. */
    Rounds longer(int times) {
        return new Rounds(settings.longer(times), results, progress);
    }

    Results results() {
        return results;
    }

    ProgressLines progress() {
        return progress;
    }

    Settings settings() {
        return settings;
    }

    /**
     * Warms up until the rate has stopped growing, or until the settings' number of slices is over. The just-in-time compilers
     * of both sides work for two minutes. Each slice is metered as a round is: the first metering between rounds would make the
     * JVM discard much of the compiled code.
     */
    void warmUp(String name, Subject subject, Meter meter) {
        double best = 0;
        int withoutGrowth = 0;
        for (int slice = 0; slice < settings.warmUpSlices() && withoutGrowth < PATIENCE; slice++) {
            double rate = rehearse(name, subject, meter, Settings.USUAL_CLIENTS).rate();
            progress.say("warm-up of " + name + ": " + ProgressLines.rate(rate));
            withoutGrowth = rate > GROWTH * best ? 0 : withoutGrowth + 1;
            best = Math.max(best, rate);
        }
    }

    /** Runs a round that isn't kept. */
    Measurement run(Subject subject, int clients) {
        return attempt(subject, clients, crew -> closed(subject, crew));
    }

    private Measurement closed(Subject subject, Crew crew) {
        int each = subject.opsAtATime();
        return ClosedLoop.run(crew.workers(), settings.window(), Subject.MOST_OPS / each, crew.executor())
                .inOps(each);
    }

    /** Runs a round of the closed loop that is metered and not kept. */
    Sample rehearse(String name, Subject subject, Meter meter, int clients) {
        return attempt(subject, clients, crew -> meter.measure(name, clients, Load.CLOSED, 0, () -> closed(subject, crew)));
    }

    /** Runs a round of the closed loop. */
    Sample closed(String name, Subject subject, Meter meter, int clients, int round) {
        return keep(attempt(
                subject, clients, crew -> meter.measure(name, clients, Load.CLOSED, round, () -> closed(subject, crew))));
    }

    /** Runs a round. If a request fails, the round is noted and repeated, a few times at most. */
    private <T> T attempt(Subject subject, int clients, Function<Crew, T> round) {
        for (int attempt = 1; ; attempt++) {
            try (Crew crew = subject.prepare(clients)) {
                return round.apply(crew);
            } catch (RuntimeException | AssertionError e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                progress.say("a round has failed and is done again: " + e.getMessage());
                results.addFailure(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Runs an open loop at a share of the closed loop's rate, the median of its rounds so far. */
    void open(String name, Subject subject, Meter meter, int clients, Load load, int round) {
        double most = Results.over(results.rounds(name, clients, Load.CLOSED), Sample::rate)
                .median();
        open(name, subject, meter, clients, load, round, most);
    }

    /**
     * Runs an open loop, unless the settings leave it out.
     *
     * @param most ops per second, which half or most is taken of
     */
    void open(String name, Subject subject, Meter meter, int clients, Load load, int round, double most) {
        if (!settings.openLoop()) {
            return;
        }
        double rate = most * (load == Load.HALF ? 0.5 : 0.8);
        Duration time = Duration.ofNanos((long) Math.min(settings.window().toNanos(), Subject.MOST_OPS / rate * 1e9));
        int each = subject.opsAtATime();
        keep(attempt(
                subject,
                clients,
                crew -> meter.measure(
                        name,
                        clients,
                        load,
                        round,
                        () -> OpenLoop.run(crew.workers(), rate / each, time, crew.executor())
                                .inOps(each))));
    }

    private Sample keep(Sample sample) {
        results.add(sample);
        String load =
                switch (sample.load()) {
                    case CLOSED -> ProgressLines.rate(sample.rate());
                    case HALF -> at("half", sample);
                    case MOST -> at("80 %", sample);
                };
        progress.step(sample.subject() + ", " + connections(sample.clients()) + ", round " + sample.round() + " of "
                + settings.rounds() + ": " + load);
        return sample;
    }

    private static String connections(int count) {
        return count == 1 ? "1 connection" : count + " connections";
    }

    private static String at(String share, Sample sample) {
        return String.format(Locale.ROOT, "at %s of that, p99 %.2f ms", share, sample.p99() / 1000);
    }

    /** The numbers of the rounds. */
    List<Integer> numbers() {
        return IntStream.rangeClosed(1, settings.rounds()).boxed().toList();
    }
}
