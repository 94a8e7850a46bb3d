package io.portmaster.cli.server;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a prefix of keys and makes it end in a slash. */
final class PrefixConverter implements ITypeConverter<String> {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._/-]{1,200}");

    @Override
    public String convert(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new TypeConversionException("\"" + text + "\" is not 1 to 200 characters of A-Z a-z 0-9 . _ / -");
        }
        return text.endsWith("/") ? text : text + "/";
    }
}
