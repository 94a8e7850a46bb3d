package io.portmaster.bench;

import java.util.Locale;
import java.util.function.Function;

/**
 * A figure that the bench is to reach.
 *
 * @param members of the etcd in the runs that tell the figure
 * @param what the figure is, as tables name it
 * @param unit of the limit and of the figure, with a space before it; empty for a ratio
 * @param figure takes the figure out of the results; it is empty if the run didn't measure it
 */
record Goal(
        int members, String what, Bound bound, double limit, String unit, Function<Results, Spread> figure) {
    enum Bound {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    /** What a run says of the goal. */
    Verdict judge(Results results) {
        return new Verdict(this, figure.apply(results));
    }

    boolean isReachedBy(double value) {
        return bound == Bound.AT_LEAST ? value >= limit : value <= limit;
    }

    String limitInWords() {
        return bound.sign + " " + number(limit) + unit;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
    }
}
