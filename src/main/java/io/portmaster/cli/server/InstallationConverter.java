package io.portmaster.cli.server;

import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a UUID as {@code /readyz} tells it. The JDK's own reader also accepts shortened UUIDs, which are typing errors here. */
final class InstallationConverter implements ITypeConverter<UUID> {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Override
    public UUID convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no UUID: give the value of `installation` that a node's /readyz shows");
        }
        return UUID.fromString(text);
    }
}
