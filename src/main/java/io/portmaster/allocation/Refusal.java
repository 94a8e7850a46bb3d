package io.portmaster.allocation;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortSet;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reason why a request is refused. Each is a {@code code} of the HTTP contract, with the details that a client needs. */
public sealed interface Refusal {
    /** The largest number of services or ports that a refusal names. */
    int MAX_NAMED = 20;

    record ServiceNotFound(Name service) implements Refusal {}

    record OfferNotFound(Name service) implements Refusal {}

    /**
     * @param sought a port number or an instance's name
     * @param offered the port that is offered, but not allocated, under that number or name; null for none
     */
    record PortNotFound(String sought, @Nullable Integer offered) implements Refusal {
        public PortNotFound(String sought) {
            this(sought, null);
        }
    }

    /** The port has no cooling that could be ended. */
    record PortNotCooling(int port) implements Refusal {}

    record ServiceExists(Service existing) implements Refusal {}

    record RangeOverlap(PortSet wanted, List<Service> inTheWay) implements Refusal {}

    /** @param ports those that the service would lose, and that are held or cool */
    record RangeInUse(PortSet wanted, List<Integer> ports) implements Refusal {}

    /** @param ports those that are held or cool */
    record ServiceInUse(Name service, List<Integer> ports) implements Refusal {}

    record NameTaken(Name name, int port, Holding.State state) implements Refusal {}

    record OfferAccepted(int port) implements Refusal {}

    /**
     * The service has too few free ports.
     *
     * @param needed how many free ports the request needs. Former ports that its names get back don't count
     * @param usable how many ports are free and not excluded by the request
     * @param longestRun the length of the longest run of usable neighbours, for a request that wants neighbours; otherwise null
     * @param retryAfter when the first of the cooling ports may be free; null if none is cooling, or nobody knows
     */
    record RangeExhausted(
            Name service,
            PortCounts ports,
            int needed,
            int usable,
            @Nullable Integer longestRun,
            @Nullable Duration retryAfter)
            implements Refusal {
        /** One port was asked for, and none is free. */
        public RangeExhausted(Name service, PortCounts ports) {
            this(service, ports, 1, 0, null, null);
        }
    }

    /**
     * The port that a request asked for can't be had.
     *
     * @param name who has the port, or had it before the port began to cool
     */
    record PortTaken(int port, PortState state, Name service, Name name) implements Refusal {}

    /** The port that a request asked for is none of the service's. */
    record PortOutOfRange(int port, Name service, PortSet ports) implements Refusal {}

    record LeaseNotFound(Lease lease) implements Refusal {}

    /** The service asks for a longer rest of its ports than the lease's linger. Both are in seconds. */
    record LeaseTooShort(int linger, int reuseDelay) implements Refusal {}

    /** @param limit how many allocations a lease may carry */
    record LeaseFull(int limit) implements Refusal {}

    /**
     * The allocation is on another lease, and the request has no precondition.
     *
     * @param lease the lease that the allocation is on; null for none
     * @param currentRevision the allocation's revision, which its {@code ETag} is made of
     */
    record OnOtherLease(@Nullable Lease lease, long currentRevision) implements Refusal {}

    /** @param currentRevision the revision of the resource now, which its {@code ETag} is made of */
    record PreconditionFailed(long currentRevision) implements Refusal {}

    /** Other ports were asked for in place of some of a group whose ports have to stay neighbours. */
    record NextOfNeighbours() implements Refusal {}

    /** An earlier request had the same key, and asked for something else. */
    record IdempotencyKeyReused(Name name) implements Refusal {}

    /** A request has another value for a field that clients can't change. */
    record ReadOnly(String field) implements Refusal {}

    /** The change would give the service a range that starts above its end. */
    record EmptyRange(int start, int end) implements Refusal {}

    /** The change moves the start or the end of a service that has several ranges, and doesn't name them. */
    record SeveralRanges(PortSet ports) implements Refusal {}

    /** @param outside reserved ports that the service doesn't own */
    record ReservedOutside(PortSet outside) implements Refusal {}

    /** Too many changes wait already. Nothing happened. */
    record Overloaded() implements Refusal {}

    /**
     * Changes of other requests came first until the time was up, though the store was well. Nothing happened, and nothing
     * will.
     */
    record Contended() implements Refusal {}

    /** The store can't be used now. Nothing happened, and nothing will. */
    record StoreUnavailable(String why) implements Refusal {}

    /**
     * This release can't read a record that the answer depends on. Nothing happened.
     *
     * @param what the record, in words
     */
    record RecordUnreadable(String what) implements Refusal {}

    /**
     * The change needs a newer release: the record has a format version that this one doesn't know. Nothing happened.
     *
     * @param what the record, in words
     */
    record RecordNewer(String what, FormatVersion version) implements Refusal {}

    /** The change may have happened. */
    record OutcomeUnknown() implements Refusal {}
}
