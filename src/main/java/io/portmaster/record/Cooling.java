package io.portmaster.record;

import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A port that nobody may have yet. While the port has a {@link Holding} too, the record waits for its end, or is what is left of
 * the port's former owner.
 *
 * @param name who had the port. It may have the port back, unless the reason is {@link Reason#BUSY}
 * @param delay seconds that the port cools at least, counted from {@code created}; for {@link Reason#LEASE_ENDED} the seconds
 *     from when the client has to stop, because it couldn't renew its lease
 * @param created when it was planned, by the clock of the node that planned it
 * @param lease the client's lease that the port's allocation is on or was on; null unless the reason is {@link
 *     Reason#LEASE_ENDED}
 */
public record Cooling(
        int port,
        Name service,
        Name name,
        Reason reason,
        int delay,
        Instant created,
        @Nullable Lease lease,
        FormatVersion version)
        implements Value {
    /** Makes a record of a port that was released, or that is busy. */
    public Cooling(int port, Name service, Name name, Reason reason, int delay, Instant created) {
        this(port, service, name, reason, delay, created, null, FormatVersion.V2);
    }

    /** The record that goes with an allocation on that lease. */
    public static Cooling after(Allocation allocation, Lease lease, int linger, Instant created) {
        return new Cooling(
                allocation.port(),
                allocation.service(),
                allocation.name(),
                Reason.LEASE_ENDED,
                linger,
                created,
                lease,
                FormatVersion.V2);
    }

    /** Whether the port may be given to that name of that service all the same, since it is the former owner. */
    public boolean allows(Name ofService, Name owner) {
        return reason != Reason.BUSY && service.equals(ofService) && name.equals(owner);
    }

    /**
     * When the port is free at the earliest, by the clock that set {@code created}. An election of etcd may start the time over.
     * Null if nobody knows, since a client's lease decides.
     */
    public @Nullable Instant until() {
        return reason == Reason.LEASE_ENDED ? null : created.plusSeconds(delay);
    }

    /** Why a port cools. */
    public enum Reason {
        /** Its allocation was released. */
        RELEASED("released"),
        /** Its offer was rejected, because the host uses the port for something else. */
        BUSY("busy"),
        /** Its allocation's lease ended. Until then the record waits. */
        LEASE_ENDED("lease-ended");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** @throws IllegalArgumentException if no reason prints so */
        public static Reason of(String text) {
            for (Reason reason : values()) {
                if (reason.text.equals(text)) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("unknown reason " + text);
        }

        /** As the API and the records spell it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
