package io.portmaster.cli.services;

import io.portmaster.domain.PortRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 5000-5999}, or {@code 5000} for that port alone. */
final class RangeConverter implements ITypeConverter<PortRange> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    @Override
    public PortRange convert(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new TypeConversionException("\"" + text + "\" is no range: give something like 5000-5999");
        }
        int start = Integer.parseInt(range.group(1));
        int end = range.group(2) == null ? start : Integer.parseInt(range.group(2));
        try {
            return new PortRange(start, end);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\" is no range: ports are from " + PortRange.LOWEST
                    + " to " + PortRange.HIGHEST + ", and the lower one stands first");
        }
    }
}
