package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys under which an installation may stand: the prefix's own, and those of the prefixes around it.
 *
 * @param prefix of all keys, ends in a slash
 */
record InstallationKeys(String prefix) {
    private static final String NAME = "_id";

    ByteString own() {
        return ByteString.copyFromUtf8(prefix + NAME);
    }

    /** Of the prefixes that this one lies in. An installation under one of them would take this one's records for its own. */
    List<ByteString> outer() {
        List<ByteString> keys = new ArrayList<>();
        for (int slash = prefix.indexOf('/');
                slash >= 0 && slash < prefix.length() - 1;
                slash = prefix.indexOf('/', slash + 1)) {
            keys.add(ByteString.copyFromUtf8(prefix.substring(0, slash + 1) + NAME));
        }
        return keys;
    }
}
