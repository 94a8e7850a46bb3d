package io.portmaster.cli.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code http://host:port[,http://host:port...]}. A refusal never repeats the text, which may hold a password. It names the
 * entry by its number, and by its host if that is certain.
 */
final class EtcdMembersConverter implements ITypeConverter<EtcdMembers> {
    private static final String FORM = "give http://host:port, several of them separated by commas";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);

    /** A name with any character that some resolver knows (container engines have underscores), or an IPv6 address. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+])(?::(?<port>.*))?", Pattern.DOTALL);

    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final int LARGEST_PORT = 65535;

    @Override
    public EtcdMembers convert(String text) {
        List<String> entries = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        if (entries.isEmpty()) {
            throw new TypeConversionException("it names no member: " + FORM);
        }
        Set<URI> endpoints = new LinkedHashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String where = entries.size() == 1 ? "" : "entry " + (i + 1) + " of " + entries.size() + ": ";
            endpoints.add(endpoint(entries.get(i), where));
        }
        return new EtcdMembers(List.copyOf(endpoints));
    }

    private static URI endpoint(String entry, String where) {
        Matcher url = SCHEME.matcher(entry);
        if (!url.matches()) {
            throw refusal(where, "it doesn't begin with http://");
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        if (scheme.equals("https")) {
            throw refusal(where, "TLS to etcd is not supported yet, so https:// can't be used");
        }
        if (!scheme.equals("http")) {
            throw refusal(where, "it doesn't begin with http://");
        }
        return http(url.group(2), where);
    }

    /** @param rest the text after {@code http://} */
    private static URI http(String rest, String where) {
        if (rest.contains("@")) {
            throw refusal(where, "a user or password in the URL is not supported");
        }
        int end = firstOf(rest, "/?#");
        String authority = rest.substring(0, end);
        String behind = rest.substring(end);
        if (BARE_IPV6.matcher(authority).matches()) {
            throw refusal(where, "an IPv6 address stands in brackets, as in http://[::1]:2379");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches() || !isAddress(parts.group("host"))) {
            throw refusal(where, authority.isEmpty() ? "the host is missing" : "the host is no name and no address");
        }
        String host = parts.group("host").toLowerCase(Locale.ROOT);
        String named = where + "host " + host + ": ";
        String port = parts.group("port");
        if (port == null || port.isEmpty()) {
            throw refusal(named, "the port is missing (etcd's is usually 2379)");
        }
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) < 1 || Integer.parseInt(port) > LARGEST_PORT) {
            throw refusal(named, "the port is no number from 1 to " + LARGEST_PORT);
        }
        refuseWhatFollows(behind, named);
        return uri(host + ":" + Integer.parseInt(port));
    }

    private static void refuseWhatFollows(String behind, String named) {
        int query = behind.indexOf('?');
        int fragment = behind.indexOf('#');
        if (query >= 0 && (fragment < 0 || query < fragment)) {
            throw refusal(named, "a query (?...) is not supported");
        }
        if (fragment >= 0) {
            throw refusal(named, "a fragment (#...) is not supported");
        }
        if (!behind.isEmpty() && !behind.equals("/")) {
            throw refusal(named, "a path is not supported");
        }
    }

    private static boolean isAddress(String host) {
        if (!host.startsWith("[")) {
            return true;
        }
        try {
            // An address in brackets is never looked up as a name.
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The index of the first of these characters; the text's length if it has none. */
    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static URI uri(String authority) {
        try {
            // The constructor with a host and a port refuses underscores in names.
            return new URI("http", authority, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a checked authority makes no URI", e);
        }
    }

    private static TypeConversionException refusal(String where, String reason) {
        return new TypeConversionException(where + reason + "; " + FORM);
    }
}
