package io.portmaster.etcd;

import io.portmaster.domain.Name;
import org.jspecify.annotations.Nullable;

/** Makes names of services from the texts in records. Neighbouring records mostly belong to one service and share one object. */
final class ServiceNames {
    private @Nullable Name last;

    /** @throws IllegalArgumentException if the text is no name of a service */
    Name of(String text) {
        Name known = last;
        if (known == null || !known.value().equals(text)) {
            known = Name.ofService(text);
            last = known;
        }
        return known;
    }
}
