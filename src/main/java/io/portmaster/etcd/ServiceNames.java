package io.portmaster.etcd;

import io.portmaster.domain.Name;
import org.jspecify.annotations.Nullable;

/** Names of services as they are read from records. Neighbours mostly belong to one service, and share its name in memory. */
final class ServiceNames {
    private @Nullable Name last;

    /** @throws IllegalArgumentException for what no service may be called */
    Name of(String text) {
        Name known = last;
        if (known == null || !known.value().equals(text)) {
            known = Name.ofService(text);
            last = known;
        }
        return known;
    }
}
