package io.portmaster.cli.client;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time in whole seconds: {@code 90}, {@code 90s}, {@code 30m}, {@code 2h} or {@code 7d}. The node knows what it may be. */
public final class SecondsConverter implements ITypeConverter<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smhd]?)");

    @Override
    public Integer convert(String text) {
        OptionalLong seconds = seconds(text);
        if (seconds.isPresent() && seconds.getAsLong() <= Integer.MAX_VALUE) {
            return (int) seconds.getAsLong();
        }
        throw new TypeConversionException(
                "\"" + text + "\" is no time: give seconds, or a number with s, m, h or d, such as 90s, 30m, 2h or 7d");
    }

    /** The seconds that the text stands for; empty if it is no time. */
    public static OptionalLong seconds(String text) {
        Matcher time = TIME.matcher(text);
        return time.matches()
                ? OptionalLong.of(Long.parseLong(time.group(1)) * unit(time.group(2)))
                : OptionalLong.empty();
    }

    private static int unit(String letter) {
        return switch (letter) {
            case "m" -> 60;
            case "h" -> 3600;
            case "d" -> 86_400;
            default -> 1;
        };
    }
}
