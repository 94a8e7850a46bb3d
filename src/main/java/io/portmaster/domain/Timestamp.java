package io.portmaster.domain;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/**
 * How moments are written, in answers and in records: ISO 8601 in UTC with exactly six digits of a second, so that they sort and
 * compare as text.
 */
public final class Timestamp {
    private static final Pattern PATTERN = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");
    private static final String FORM = "0000-00-00T00:00:00.000000Z";
    private static final int LAST_YEAR = 9999;

    private Timestamp() {}

    /**
     * By hand, since every offer takes three of them and the JDK's formatters take a microsecond each.
     *
     * @param instant what it has beyond microseconds is cut off; of a year that four digits don't hold, the JDK's own form
     */
    public static String format(Instant instant) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            return instant.toString();
        }
        byte[] text = FORM.getBytes(StandardCharsets.ISO_8859_1);
        write(text, 4, time.getYear());
        write(text, 7, time.getMonthValue());
        write(text, 10, time.getDayOfMonth());
        write(text, 13, time.getHour());
        write(text, 16, time.getMinute());
        write(text, 19, time.getSecond());
        write(text, 26, time.getNano() / 1000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes a number's digits so that they end before that place, over the zeroes that are there. */
    private static void write(byte[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (byte) ('0' + rest % 10);
        }
    }

    /** @throws DateTimeException if it is no time, or none as {@link #format} writes it */
    public static Instant parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            throw new DateTimeException("not a time as written here");
        }
        return Instant.parse(text);
    }
}
