package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request gets no yes. Each is one {@code code} of the HTTP contract, with what helps to act on it. */
public sealed interface Refusal {
    /** How many services or ports a refusal names at most. */
    int MAX_NAMED = 20;

    record ServiceNotFound(Name service) implements Refusal {}

    record OfferNotFound(Name service) implements Refusal {}

    /**
     * @param sought a port number or an instance's name
     * @param offered the port that is offered under that number or name, but not allocated; null for none
     */
    record PortNotFound(String sought, @Nullable Integer offered) implements Refusal {
        public PortNotFound(String sought) {
            this(sought, null);
        }
    }

    record ServiceExists(Service existing) implements Refusal {}

    record RangeOverlap(PortRange wanted, List<Service> inTheWay) implements Refusal {}

    record RangeInUse(PortRange wanted, List<Integer> ports) implements Refusal {}

    record ServiceInUse(Name service, List<Integer> ports) implements Refusal {}

    record NameTaken(Name name, int port, Holding.State state) implements Refusal {}

    record OfferAccepted(int port) implements Refusal {}

    record RangeExhausted(Name service, PortCounts ports) implements Refusal {}

    /** @param currentRevision what the resource's {@code ETag} is made of now */
    record PreconditionFailed(long currentRevision) implements Refusal {}

    /** The key came before with other wishes. */
    record IdempotencyKeyReused(Name name) implements Refusal {}

    /** A field that clients may only repeat came with another value. */
    record ReadOnly(String field) implements Refusal {}

    /** A change of one end left the range upside down. */
    record EmptyRange(int start, int end) implements Refusal {}

    /** Too many changes wait already. Nothing happened. */
    record Overloaded() implements Refusal {}

    /** Other changes came first until the time was up, though the store was well. Nothing happened, and nothing of this request will. */
    record Contended() implements Refusal {}

    /** Nothing happened, and nothing of this request will. */
    record StoreUnavailable(String why) implements Refusal {}

    /**
     * A record that the answer depends on can't be read by this version of the program. Nothing happened.
     *
     * @param what whose record it is
     */
    record RecordUnreadable(String what) implements Refusal {}

    /**
     * The change needs a newer release: the record that it is about names a format version that this one doesn't know. Nothing
     * happened.
     *
     * @param what whose record it is
     */
    record RecordNewer(String what, FormatVersion version) implements Refusal {}

    /** Something may have happened. */
    record OutcomeUnknown() implements Refusal {}
}
