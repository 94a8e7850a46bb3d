package io.portmaster.transfer;

import io.portmaster.domain.PortSet;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells in which way something that is there differs from its row. What the row doesn't say counts as the same. */
final class Difference {
    private final List<String> parts = new ArrayList<>();

    private Difference() {}

    /** The difference for people; null if there is none. */
    static @Nullable String of(Row.ServiceRow row, ServiceBody there) {
        ServiceDefinitionBody wanted = row.definition();
        Difference difference = new Difference();
        difference.part("ports", there.ranges(), wanted.ports());
        if (row.described()) {
            difference.part("description", quoted(there.description()), quoted(wanted.description()));
        }
        if (!wanted.reserved().equals(PortSet.EMPTY)) {
            difference.part("reserved ports", there.reserved(), wanted.reserved());
        }
        if (wanted.reuseDelay() != null) {
            difference.part("reuse_delay", there.reuseDelay(), wanted.reuseDelay());
        }
        if (wanted.busyDelay() != null) {
            difference.part("busy_delay", there.busyDelay(), wanted.busyDelay());
        }
        if (wanted.offerTtl() != null) {
            difference.part("offer_ttl", there.offerTtl() == null ? "none" : there.offerTtl(), wanted.offerTtl());
        }
        return difference.text();
    }

    /** The difference for people; null if there is none. */
    static @Nullable String of(Row.InstanceRow row, AllocationBody there) {
        Difference difference = new Difference();
        if (row.labels() != null) {
            difference.part("labels", there.labels(), row.labels());
        }
        return difference.text();
    }

    /** No description is the same as an empty one: a table can't tell the two apart. */
    private static String quoted(@Nullable String description) {
        return "\"" + (description == null ? "" : description) + "\"";
    }

    private void part(String what, Object there, Object wanted) {
        if (!Objects.equals(there, wanted)) {
            parts.add(what + " " + there + " there instead of " + wanted);
        }
    }

    private @Nullable String text() {
        return parts.isEmpty() ? null : String.join("; ", parts);
    }
}
