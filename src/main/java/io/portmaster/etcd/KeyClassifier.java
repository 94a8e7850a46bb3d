package io.portmaster.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.Key;
import io.portmaster.record.Value;

/**
 * Says of every key under a prefix what it is, in whatever space, where a node only looks for the records of its own. Names
 * that start with {@code _} are kept for later, of a space and within one.
 */
public final class KeyClassifier<T> {
    private static final String RESERVED = "_";

    private final String prefix;
    private final ByteSequence identity;
    private final Kinds<T> kinds;
    private final Keys keys;
    private final Codec codec = new Codec();

    /** What is made of a key of each kind; all of them are given the key as it is spelled. */
    public interface Kinds<T> {
        /** @param lease that the key ends with */
        T content(String spelling, String space, Key key, Value value, Lease lease);

        T fence(String spelling, String space);

        /** The key that says whose records these are. */
        T identity(String spelling);

        T reserved(String spelling);

        T unknown(String spelling);
    }

    /** @param prefix of all keys, ends in a slash */
    public KeyClassifier(String prefix, Kinds<T> kinds) {
        this.prefix = prefix;
        this.identity = ByteSequence.from(new InstallationKeys(prefix).own());
        this.keys = new Keys(prefix);
        this.kinds = kinds;
    }

    /** @param pair whose key starts with the prefix */
    public T sort(KeyValue pair) {
        String spelling = pair.getKey().toString(UTF_8);
        String path = spelling.substring(prefix.length());
        int slash = path.indexOf('/');
        String space = path.substring(0, Math.max(0, slash));
        String rest = path.substring(slash + 1);
        if (pair.getKey().equals(identity)) {
            return kinds.identity(spelling);
        }
        if (path.startsWith(RESERVED) || (!space.isEmpty() && rest.startsWith(RESERVED))) {
            return kinds.reserved(spelling);
        }
        return sort(pair, spelling);
    }

    private T sort(KeyValue pair, String spelling) {
        Key key = keys.read(pair.getKey());
        if (key != null) {
            return kinds.content(
                    spelling, key.space().name(), key, codec.read(key, pair.getValue()), new Lease(pair.getLease()));
        }
        Space fenced = keys.spaceOfFence(pair.getKey());
        return fenced == null ? kinds.unknown(spelling) : kinds.fence(spelling, fenced.name());
    }
}
