package io.portmaster.check;

import io.portmaster.record.Key;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.InSpace;
import io.portmaster.record.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one space that nodes read. */
final class SpaceKeys {
    private final Map<Key, Content> contents = new LinkedHashMap<>();

    SpaceKeys(List<InSpace> found) {
        for (InSpace one : found) {
            if (one instanceof Content content) {
                contents.put(content.key(), content);
            }
        }
    }

    Collection<Content> all() {
        return Collections.unmodifiableCollection(contents.values());
    }

    /** Null if the key isn't there. */
    @Nullable
    Content find(Key key) {
        return contents.get(key);
    }

    /** The keys whose values are of that kind and may be judged. */
    List<Content> judged(Class<? extends Value> kind) {
        return contents.values().stream()
                .filter(content -> Judged.of(content, kind) != null)
                .toList();
    }
}
