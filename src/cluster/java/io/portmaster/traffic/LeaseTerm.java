package io.portmaster.traffic;

import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseField;

/** A client's lease, and how long it surely lives. */
final class LeaseTerm {
    private final LeaseBody body;
    private long renewed;

    /** @param asked when the request for it was sent */
    LeaseTerm(LeaseBody body, long asked) {
        this.body = body;
        this.renewed = asked;
    }

    String id() {
        return body.lease();
    }

    LeaseField field() {
        return LeaseField.of(body.lease());
    }

    /** @param asked when the renewal was sent that is acknowledged now */
    void renew(long asked) {
        renewed = asked;
    }

    boolean isDue() {
        return Moment.now() > Moment.after(renewed, 1);
    }

    long until() {
        return Moment.after(renewed, body.ttl());
    }

    /** Until when the ports surely cool, if nobody renews the lease any more. */
    long lingersUntil() {
        return Moment.after(until(), body.linger());
    }

    @Override
    public String toString() {
        return "lease " + body.lease() + " (ttl " + body.ttl() + ", linger " + body.linger() + ", until " + until() + ")";
    }
}
