package io.portmaster.domain;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes and reads times as answers and records have them: in ISO 8601, in UTC, with exactly six digits of a second. So they
 * sort and compare as text.
 */
public final class Timestamp {
    private static final String FORM = "0000-00-00T00:00:00.000000Z";
    private static final int LAST_YEAR = 9999;

    private Timestamp() {}

    /**
     * Writes a time. It doesn't use the JDK's formatters, since each offer needs three times and a formatter takes a
     * microsecond for each.
     *
     * @param instant it is cut to whole microseconds. If its year has more than four digits or is negative, it is written as
     *     {@link Instant#toString} does
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

    /** Writes the digits of a number over the zeroes that stand before {@code end}. */
    private static void write(byte[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (byte) ('0' + rest % 10);
        }
    }

    /** @throws DateTimeException if the text is not a time as {@link #format} writes it for years of four digits */
    public static Instant parse(String text) {
        if (!hasForm(text)) {
            throw new DateTimeException("not a time as written here");
        }
        return read(text);
    }

    /** @param text must have the form */
    private static Instant read(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 26) * 1000)
                .toInstant(ZoneOffset.UTC);
    }

    /**
     * Reads a time, also as {@link Instant#toString} writes it.
     *
     * @throws DateTimeException if the text is no time
     */
    public static Instant parseAny(String text) {
        return hasForm(text) ? read(text) : Instant.parse(text);
    }

    private static boolean hasForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char form = FORM.charAt(i);
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }
}
