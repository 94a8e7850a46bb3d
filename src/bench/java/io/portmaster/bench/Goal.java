package io.portmaster.bench;

import java.util.Locale;

/**
 * A ratio or figure that is to be reached.
 *
 * @param unit behind the figures; empty for a ratio
 */
record Goal(String what, Spread found, boolean atLeast, double limit, String unit) {
    static Goal atLeast(double limit, String what, Spread found) {
        return new Goal(what, found, true, limit, "");
    }

    static Goal atMost(double limit, String unit, String what, Spread found) {
        return new Goal(what, found, false, limit, unit);
    }

    boolean isReached() {
        return atLeast ? found.median() >= limit : found.median() <= limit;
    }

    String limitInWords() {
        return (atLeast ? "≥ " : "≤ ") + number(limit) + unit;
    }

    String foundInWords() {
        return number(found.median()) + unit + " (" + number(found.min()) + "–" + number(found.max()) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
    }
}
