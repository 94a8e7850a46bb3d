package io.portmaster;

import io.portmaster.check.Found;
import io.portmaster.domain.Lease;
import io.portmaster.etcd.KeyClassifier;
import io.portmaster.record.Key;
import io.portmaster.record.Value;

/** Hands what {@code etcd} reads to what {@code check} judges: neither package knows the other. */
public final class FoundKinds implements KeyClassifier.Kinds<Found> {
    @Override
    public Found content(String spelling, String space, Key key, Value value, Lease lease) {
        return new Found.Content(spelling, space, key, value, lease);
    }

    @Override
    public Found fence(String spelling, String space) {
        return new Found.Fence(spelling, space);
    }

    @Override
    public Found identity(String spelling) {
        return new Found.Identity(spelling);
    }

    @Override
    public Found reserved(String spelling) {
        return new Found.Reserved(spelling);
    }

    @Override
    public Found unknown(String spelling) {
        return new Found.Unknown(spelling);
    }
}
