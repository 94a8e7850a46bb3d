package io.portmaster.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them at a glance: how long ago, or how long until. */
public final class Age {
    /** From so many days on the hours don't matter, and from so many minutes on the seconds. */
    private static final int MANY = 10;

    private Age() {}

    /** The time between two moments, such as {@code 42s}, {@code 7m5s}, {@code 20m}, {@code 3h20m}, {@code 5d4h}, {@code 120d}. */
    public static String between(Instant earlier, Instant later) {
        // Clocks differ: what is newer than now is new.
        Duration age = earlier.isAfter(later) ? Duration.ZERO : Duration.between(earlier, later);
        long days = age.toDays();
        int hours = age.toHoursPart();
        int minutes = age.toMinutesPart();
        if (days >= MANY) {
            return days + "d";
        }
        if (days > 0) {
            return days + "d" + more(hours, "h");
        }
        if (hours > 0) {
            return hours + "h" + more(minutes, "m");
        }
        int seconds = age.toSecondsPart();
        if (minutes > 0) {
            return minutes + "m" + (minutes < MANY ? more(seconds, "s") : "");
        }
        return seconds + "s";
    }

    /** A moment in the past, to the second, and how long ago that is. */
    public static String moment(Instant time, Instant now) {
        return time.truncatedTo(ChronoUnit.SECONDS) + " (" + between(time, now) + " ago)";
    }

    private static String more(int count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
