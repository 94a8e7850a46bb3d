package io.portmaster.bench;

import java.util.Locale;
import java.util.Set;

/** Lines on stderr that tell how far the run is. */
final class ProgressLines {
    private final int steps;
    private int done;

    /** @param steps how many there will be */
    ProgressLines(int steps) {
        this.steps = steps;
    }

    void step(String what) {
        int width = Integer.toString(steps).length();
        say(String.format(Locale.ROOT, "[%" + width + "d/%d] %s", ++done, steps, what));
    }

    /** Prints a line that is no step. */
    void say(String what) {
        System.err.println(what);
    }

    /** A rate in words: {@code 8,123/s}. */
    static String rate(double rate) {
        return String.format(Locale.ROOT, "%,.0f/s", rate);
    }

    /** The number of steps of these cases. */
    static int count(Set<BenchCase> cases, Settings settings) {
        return cases.stream().mapToInt(each -> count(each, settings)).sum();
    }

    private static int count(BenchCase what, Settings settings) {
        return switch (what) {
            case FLEET -> Fleet.steps(settings);
            case FILLED -> Filled.steps(settings);
            case FAILING -> Failing.steps(settings);
            case REUSE_DELAY -> ReuseDelay.steps(settings);
            case RENEWALS -> Renewals.steps(settings);
            case SERVICES -> ServiceChanges.steps(settings);
            case START_UP -> StartUp.steps(settings);
            case MEMORY -> Memory.steps();
            case RELEASES -> Releases.stepsOfOffers(settings);
            case RELEASES_FAILING, RELEASES_FLEET -> Releases.stepsOfOthers(settings);
            default -> Rates.stepsOfOne(settings);
        };
    }
}
