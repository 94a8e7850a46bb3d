package io.portmaster.etcd;

import io.portmaster.loop.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The addresses behind the URLs of {@code --etcd}. A name may stand for several addresses, and for others later. Each address
 * counts like an entry of its own. A name that can't be resolved keeps the addresses that it had.
 */
final class MemberList {
    private static final int HIGHEST_PORT = 65535;

    private final List<URI> urls;
    private final Resolver resolver;
    private final Executor background;
    private final RandomGenerator random;
    private final Loop loop;
    private final Map<URI, List<Member>> byUrl = new LinkedHashMap<>();
    private final Set<URI> resolving = new HashSet<>();
    private List<Member> members = List.of();

    /** Finds the addresses of a host name. May block. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /**
     * @param urls as {@code http://host:port}
     * @param background resolves names, since that may block
     * @param random orders the members that were not known before. The first of all members is the node's home
     */
    MemberList(List<URI> urls, Resolver resolver, Executor background, RandomGenerator random, Loop loop) {
        this.urls = List.copyOf(urls);
        this.resolver = resolver;
        this.background = background;
        this.random = random;
        this.loop = loop;
        this.urls.forEach(url -> byUrl.put(url, List.of()));
        this.urls.stream().filter(url -> isLiteral(host(url))).forEach(url -> take(url, resolve(url)));
    }

    /** All known addresses, each once, the home first. */
    List<Member> members() {
        return members;
    }

    /** The addresses of each URL; none for a name that was never resolved. */
    Map<URI, List<Member>> byUrl() {
        return byUrl;
    }

    /**
     * Resolves all names again.
     *
     * @param onKnown runs on the loop: at once if any address is known, and again for each name that was resolved
     */
    void refresh(Runnable onKnown) {
        for (URI url : urls) {
            // Each name is resolved by itself: a name server that hangs delays no other name.
            if (!isLiteral(host(url)) && resolving.add(url)) {
                CompletableFuture.supplyAsync(() -> resolve(url), background)
                        .whenCompleteAsync(
                                (found, fault) -> {
                                    resolving.remove(url);
                                    if (fault == null) {
                                        take(url, found);
                                        onKnown.run();
                                    }
                                },
                                loop);
            }
        }
        if (!members.isEmpty()) {
            onKnown.run();
        }
    }

    /** The addresses of a URL; none if the name can't be resolved. {@link RollCallText} names such a URL. */
    private List<Member> resolve(URI url) {
        try {
            return Arrays.stream(resolver.resolve(host(url)))
                    .distinct()
                    .map(address -> new Member(label(url, address), new InetSocketAddress(address, port(url))))
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private void take(URI url, List<Member> found) {
        if (found.isEmpty()) {
            return;
        }
        byUrl.put(url, found);
        Set<Member> present = new LinkedHashSet<>();
        byUrl.values().forEach(present::addAll);
        List<Member> next = new ArrayList<>(members);
        next.retainAll(present);
        present.removeAll(next);
        List<Member> added = new ArrayList<>(present);
        while (!added.isEmpty()) {
            next.add(added.remove(random.nextInt(added.size())));
        }
        members = List.copyOf(next);
    }

    private static String label(URI url, InetAddress address) {
        String text = "http://" + url.getRawAuthority();
        return isLiteral(host(url)) ? text : text + " (" + address.getHostAddress() + ")";
    }

    private static boolean isLiteral(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** The host; an IPv6 address in brackets, which the JDK's resolver accepts. {@link URI#getHost} knows no underscores. */
    private static String host(URI url) {
        String authority = url.getRawAuthority();
        return authority.substring(0, authority.lastIndexOf(':'));
    }

    private static int port(URI url) {
        String authority = url.getRawAuthority();
        int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return port;
    }
}
