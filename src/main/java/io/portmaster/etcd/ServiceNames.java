package io.portmaster.etcd;

import io.portmaster.domain.Name;
import org.jspecify.annotations.Nullable;

/** Names of services as they are read from records. Neighbours mostly belong to one service, and share its name in memory. */
final class ServiceNames {
    private @Nullable Name last;

    /** @throws IllegalArgumentException with {@link Name#RULE} for what is no name */
    Name of(String text) {
        Name known = last;
        if (known == null || !known.value().equals(text)) {
            known = new Name(text);
            last = known;
        }
        return known;
    }
}
