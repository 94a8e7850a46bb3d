package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.options.OptionsUtil;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Key;
import io.portmaster.record.KeyRange;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** How keys are spelled in etcd: {@code <prefix><space>/ports/05000} and so on, made for reading with etcdctl. */
final class Keys {
    private static final String SERVICES = "services/";
    private static final String PORTS = "ports/";
    private static final String OFFERS = "offers/";
    private static final String INSTANCES = "instances/";
    private static final String FENCES = "fences/";
    private static final int PORT_DIGITS = 5;

    private final String root;
    private final ServiceNames services = new ServiceNames();

    /** @param prefix ends in a slash */
    Keys(String prefix, String space) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends in a slash: " + prefix);
        }
        this.root = prefix + space + "/";
    }

    /** Every key of the space starts with this. */
    ByteSequence space() {
        return ByteSequence.from(root, UTF_8);
    }

    ByteString spell(Key key) {
        if (key instanceof Key.PortKey port) {
            return port(port.port());
        } else if (key instanceof Key.OfferIndex offer) {
            return bytes(root + OFFERS + offer.service() + "/" + offer.name());
        } else if (key instanceof Key.InstanceIndex instance) {
            return bytes(root + INSTANCES + instance.service() + "/" + instance.name());
        } else {
            return bytes(root + SERVICES + ((Key.ServiceKey) key).service());
        }
    }

    ByteString fence(String id) {
        return bytes(root + FENCES + id);
    }

    /** Whether that is spelled as the key of a fence. */
    boolean isFence(ByteSequence spelled) {
        String text = spelled.toString(UTF_8);
        String folder = root + FENCES;
        return text.startsWith(folder) && text.length() > folder.length() && text.indexOf('/', folder.length()) < 0;
    }

    Interval spell(KeyRange range) {
        if (range instanceof KeyRange.Ports part) {
            PortRange ports = part.ports();
            return new Interval(port(ports.start()), port(ports.end() + 1));
        } else if (range instanceof KeyRange.Offers offers) {
            return prefix(root + OFFERS + offers.service() + "/");
        } else if (range instanceof KeyRange.Instances instances) {
            return prefix(root + INSTANCES + instances.service() + "/");
        } else {
            return prefix(root + SERVICES);
        }
    }

    /** The key spelled so, or null for one that holds no record: a fence, or something that isn't ours. */
    @Nullable
    Key read(ByteSequence spelled) {
        String text = spelled.toString(UTF_8);
        if (!text.startsWith(root)) {
            return null;
        }
        String path = text.substring(root.length());
        try {
            return parse(path);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable Key parse(String path) {
        if (path.startsWith(PORTS)) {
            int port = fiveDigits(path, PORTS.length());
            return PortRange.allows(port) ? new Key.PortKey(port) : null;
        } else if (path.startsWith(OFFERS)) {
            return index(path, OFFERS.length(), Key.OfferIndex::new);
        } else if (path.startsWith(INSTANCES)) {
            return index(path, INSTANCES.length(), Key.InstanceIndex::new);
        } else if (path.startsWith(SERVICES)) {
            return new Key.ServiceKey(Name.ofService(path.substring(SERVICES.length())));
        }
        return null;
    }

    /** The number that the rest of the path spells, or 0 unless that is five digits. */
    private static int fiveDigits(String path, int start) {
        if (path.length() - start != PORT_DIGITS) {
            return 0;
        }
        int number = 0;
        for (int i = start; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private @Nullable Key index(String path, int start, BiFunction<Name, Name, Key> key) {
        int slash = path.indexOf('/', start);
        return slash < 0
                ? null
                : key.apply(services.of(path.substring(start, slash)), new Name(path.substring(slash + 1)));
    }

    private ByteString port(int port) {
        // Five digits, so that the order of the keys is that of the ports.
        return bytes(root + PORTS + (port < 10_000 ? "0" : "") + port);
    }

    private static Interval prefix(String prefix) {
        ByteString start = bytes(prefix);
        ByteSequence end = OptionsUtil.prefixEndOf(ByteSequence.from(start));
        return new Interval(start, ByteString.copyFrom(end.getBytes()));
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /**
     * The spelling of a range of keys.
     *
     * @param end is the first key behind the range
     */
    record Interval(ByteString start, ByteString end) {}
}
