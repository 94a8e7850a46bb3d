package io.portmaster.traffic;

import io.portmaster.domain.Secret;
import io.portmaster.wire.OfferRequestBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ports that a client has under one secret: an offer, a group, or what is left of their allocations. */
final class Grant {
    private final OfferRequestBody request;
    private final String key;
    private final @Nullable Secret secret;
    private final List<Tenure> parts = new ArrayList<>();
    private String entityTag;
    private boolean accepted;
    private @Nullable LeaseTerm lease;
    private long offeredUntil;

    /**
     * @param key of the request
     * @param secret null if the node accepted the offer at once
     * @param offeredUntil until when the offer surely stands
     */
    Grant(OfferRequestBody request, String key, @Nullable Secret secret, String entityTag, long offeredUntil) {
        this.request = request;
        this.key = key;
        this.secret = secret;
        this.entityTag = entityTag;
        this.offeredUntil = offeredUntil;
    }

    void renewOffer(String tag, long until) {
        entityTag = tag;
        offeredUntil = until;
    }

    /** @param onto null for no lease */
    void accept(String tag, @Nullable LeaseTerm onto) {
        entityTag = tag;
        accepted = true;
        lease = onto;
        parts.forEach(Tenure::accept);
    }

    /** The moment until which the ports are surely the client's, if it does nothing. */
    long heldUntil() {
        if (!accepted) {
            return offeredUntil;
        }
        return lease == null ? Moment.NEVER : lease.until();
    }

    /** The moment until which no other name may have the ports, if the client does nothing. */
    long keptUntil() {
        return accepted && lease != null ? lease.lingersUntil() : Long.MIN_VALUE;
    }

    OfferRequestBody request() {
        return request;
    }

    String key() {
        return key;
    }

    /** @throws IllegalStateException if the node accepted the offer at once */
    Secret secret() {
        if (secret == null) {
            throw new IllegalStateException("no secret: " + parts);
        }
        return secret;
    }

    boolean hasSecret() {
        return secret != null;
    }

    boolean isGroup() {
        return request.group();
    }

    boolean isConsecutive() {
        return request.consecutive();
    }

    List<Tenure> parts() {
        return parts;
    }

    String entityTag() {
        return entityTag;
    }

    boolean isAccepted() {
        return accepted;
    }

    @Nullable
    LeaseTerm lease() {
        return lease;
    }
}
