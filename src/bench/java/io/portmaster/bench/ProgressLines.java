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
        long rates = cases.stream().filter(BenchCase::isRate).count();
        int each = settings.clients().size() * settings.rounds() * Sample.Load.values().length;
        return (int) rates * each
                + (cases.contains(BenchCase.FLEET) ? Fleet.steps(settings) : 0)
                + (cases.contains(BenchCase.FILLED) ? Filled.steps(settings) : 0)
                + (cases.contains(BenchCase.FAILING) ? Failing.steps(settings) : 0)
                + (cases.contains(BenchCase.SERVICES) ? ServiceChanges.steps(settings) : 0)
                + (cases.contains(BenchCase.START_UP) ? StartUp.steps(settings) : 0)
                + (cases.contains(BenchCase.MEMORY) ? Memory.steps() : 0)
                + (cases.contains(BenchCase.RELEASES) ? Releases.steps(settings) : 0);
    }
}
