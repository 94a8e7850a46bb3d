package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.options.OptionsUtil;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import org.jspecify.annotations.Nullable;

/** Spells keys as etcd has them, such as {@code <prefix><space>/ports/05000}. They are made to be read with etcdctl. */
final class Keys {
    private static final String SERVICES = "/services/";
    private static final String PORTS = "/ports/";
    private static final String OFFERS = "/offers/";
    private static final String INSTANCES = "/instances/";
    private static final String FENCES = "/fences/";
    private static final String COOLING = "/cooling/";
    static final String LEASES = "_leases/";
    private static final String LINGER = "/linger";
    private static final int PORT_DIGITS = 5;

    private final String prefix;
    private final ServiceNames services = new ServiceNames();

    /** The space of the key that was read last. Most keys have the same one, and so share it in memory. */
    private @Nullable Space space;

    /** @param prefix the prefix of the keys of all spaces, which ends in a slash */
    Keys(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends in a slash: " + prefix);
        }
        this.prefix = prefix;
    }

    /** The prefix that every key starts with. */
    ByteSequence prefix() {
        return ByteSequence.from(prefix, UTF_8);
    }

    ByteString spell(Key key) {
        if (key instanceof Key.PortKey port) {
            return port(port.space(), PORTS, port.port());
        } else if (key instanceof Key.CoolingKey cooling) {
            return port(cooling.space(), COOLING, cooling.port());
        } else if (key instanceof Key.OfferIndex offer) {
            return bytes(prefix + offer.space() + OFFERS + offer.service() + "/" + offer.name());
        } else if (key instanceof Key.InstanceIndex instance) {
            return bytes(prefix + instance.space() + INSTANCES + instance.service() + "/" + instance.name());
        } else if (key instanceof Key.ServiceKey service) {
            return bytes(prefix + service.space() + SERVICES + service.service());
        } else {
            String anchor = prefix + LEASES + ((Key.OfLease) key).lease().text();
            return bytes(key instanceof Key.CompanionAnchor ? anchor + LINGER : anchor);
        }
    }

    /**
     * The fence key of an id. A node has one fence for its transactions in all spaces, so all fences are under the default
     * space.
     */
    ByteString fence(String id) {
        return bytes(prefix + Space.DEFAULT + FENCES + id);
    }

    /** The space that a fence's key belongs to. Null for a key that is no fence's. */
    @Nullable
    Space spaceOfFence(ByteSequence spelled) {
        String text = spelled.toString(UTF_8);
        int end = endOfSpace(text);
        int id = end + FENCES.length();
        return end > 0 && text.startsWith(FENCES, end) && text.length() > id && text.indexOf('/', id) < 0
                ? space(text, end)
                : null;
    }

    SpelledRange spell(KeyRange range) {
        if (range instanceof KeyRange.Ports part) {
            return ports(part.space(), PORTS, part.ports());
        } else if (range instanceof KeyRange.Cooling part) {
            return ports(part.space(), COOLING, part.ports());
        } else if (range instanceof KeyRange.Offers offers) {
            return prefix(prefix + offers.space() + OFFERS + offers.service() + "/");
        } else if (range instanceof KeyRange.Instances instances) {
            return prefix(prefix + instances.space() + INSTANCES + instances.service() + "/");
        } else {
            return prefix(prefix + range.space() + SERVICES);
        }
    }

    /** The key with this spelling. Null if it holds no record: a fence's key, or one that is not Portmaster's. */
    @Nullable
    Key read(ByteSequence spelled) {
        String text = spelled.toString(UTF_8);
        int end = endOfSpace(text);
        Space in = end > 0 ? space(text, end) : null;
        try {
            return in == null ? anchor(text) : parse(in, text, end);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The anchor of a client's lease with this spelling; null if it is none. */
    private @Nullable Key anchor(String text) {
        if (!text.startsWith(LEASES, prefix.length()) || !text.startsWith(prefix)) {
            return null;
        }
        String id = text.substring(prefix.length() + LEASES.length());
        boolean companion = id.endsWith(LINGER);
        Lease lease = Lease.parse(companion ? id.substring(0, id.length() - LINGER.length()) : id);
        if (lease == null) {
            return null;
        }
        return companion ? new Key.CompanionAnchor(lease) : new Key.LeaseAnchor(lease);
    }

    /** The index of the slash behind the space's name. Negative if there is none. */
    private int endOfSpace(String text) {
        return text.startsWith(prefix) ? text.indexOf('/', prefix.length()) : -1;
    }

    /** The space whose name is between the prefix and the end. Null if no space may have that name. */
    private @Nullable Space space(String text, int end) {
        int start = prefix.length();
        Space last = space;
        if (last != null && last.name().length() == end - start && text.startsWith(last.name(), start)) {
            return last;
        }
        String name = text.substring(start, end);
        if (!Space.isName(name)) {
            return null;
        }
        space = new Space(name);
        return space;
    }

    private @Nullable Key parse(Space in, String text, int at) {
        if (text.startsWith(PORTS, at)) {
            int port = fiveDigits(text, at + PORTS.length());
            return PortRange.allows(port) ? new Key.PortKey(in, port) : null;
        } else if (text.startsWith(COOLING, at)) {
            int port = fiveDigits(text, at + COOLING.length());
            return PortRange.allows(port) ? new Key.CoolingKey(in, port) : null;
        } else if (text.startsWith(OFFERS, at)) {
            return index(in, text, at + OFFERS.length(), Key.OfferIndex::new);
        } else if (text.startsWith(INSTANCES, at)) {
            return index(in, text, at + INSTANCES.length(), Key.InstanceIndex::new);
        } else if (text.startsWith(SERVICES, at)) {
            return new Key.ServiceKey(in, Name.ofService(text.substring(at + SERVICES.length())));
        }
        return null;
    }

    /** The number at the end of the text. 0 unless it has exactly five digits. */
    private static int fiveDigits(String text, int start) {
        if (text.length() - start != PORT_DIGITS) {
            return 0;
        }
        int number = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private @Nullable Key index(Space in, String text, int start, IndexKind kind) {
        int slash = text.indexOf('/', start);
        return slash < 0
                ? null
                : kind.key(in, services.of(text.substring(start, slash)), new Name(text.substring(slash + 1)));
    }

    private ByteString port(Space space, String kind, int port) {
        // All ports have five digits, so that the keys are in the order of the ports.
        return bytes(prefix + space + kind + (port < 10_000 ? "0" : "") + port);
    }

    private SpelledRange ports(Space space, String kind, PortRange ports) {
        return new SpelledRange(port(space, kind, ports.start()), port(space, kind, ports.end() + 1));
    }

    private static SpelledRange prefix(String prefix) {
        ByteString start = bytes(prefix);
        ByteSequence end = OptionsUtil.prefixEndOf(ByteSequence.from(start));
        return new SpelledRange(start, ByteString.copyFrom(end.getBytes()));
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Makes the key of one kind of index. */
    @FunctionalInterface
    private interface IndexKind {
        Key key(Space space, Name service, Name name);
    }

    /**
     * The first key of a range, and the end of the range.
     *
     * @param end the first key behind the range
     */
    record SpelledRange(ByteString start, ByteString end) {}
}
