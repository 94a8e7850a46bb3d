package io.portmaster.cli.server;

import io.portmaster.ListenAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host:port}, with an IPv6 address in brackets. */
final class ListenAddressConverter implements ITypeConverter<ListenAddress> {
    private static final Pattern LISTEN =
            Pattern.compile("(?:\\[(?<ipv6>[0-9a-fA-F:.]+)]|(?<host>[A-Za-z0-9._-]+)):(?<port>\\d{1,5})");
    private static final int LARGEST_PORT = 65535;

    @Override
    public ListenAddress convert(String text) {
        Matcher address = LISTEN.matcher(text);
        if (!address.matches()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is not HOST:PORT: give something like 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080");
        }
        if (Integer.parseInt(address.group("port")) > LARGEST_PORT) {
            throw new TypeConversionException("\"" + text + "\": a port is from 0 to " + LARGEST_PORT);
        }
        String ipv6 = address.group("ipv6");
        return new ListenAddress(ipv6 == null ? address.group("host") : ipv6, Integer.parseInt(address.group("port")));
    }
}
