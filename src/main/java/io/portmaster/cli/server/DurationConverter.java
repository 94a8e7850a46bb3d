package io.portmaster.cli.server;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number with a unit, such as {@code 90s}, {@code 30m}, {@code 2h} or {@code 1d}, between two bounds. */
abstract class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");

    private final String shortest;
    private final String longest;
    private final String example;

    private DurationConverter(String shortest, String longest, String example) {
        this.shortest = shortest;
        this.longest = longest;
        this.example = example;
    }

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text);
        if (duration == null || duration.compareTo(bound(shortest)) < 0 || duration.compareTo(bound(longest)) > 0) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no time from " + shortest + " to " + longest + ", such as " + example);
        }
        return duration;
    }

    private static Duration bound(String text) {
        Duration bound = parse(text);
        if (bound == null) {
            throw new IllegalStateException("a bound that can't be read: " + text);
        }
        return bound;
    }

    private static @Nullable Duration parse(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** Reads {@code --offer-ttl}. No offer needs the upper bound, and etcd accepts far more. */
    static final class OfferTtl extends DurationConverter {
        OfferTtl() {
            super("2s", "30d", "30m");
        }
    }

    /** Reads {@code --drain-notice}. */
    static final class DrainNotice extends DurationConverter {
        DrainNotice() {
            super("0s", "1h", "10s");
        }
    }
}
