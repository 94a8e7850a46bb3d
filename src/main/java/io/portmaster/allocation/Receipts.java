package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Uuids;
import io.portmaster.record.Receipt;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes the receipts of one request's claims, and recognises the receipts of this request and of earlier ones with its key. */
final class Receipts {
    private final OfferRequest request;
    private final RandomGenerator random;
    private final @Nullable String wishes;

    /** The secrets of the claims that the request has planned, by their nonces. */
    private final Map<UUID, Secret> planned = new HashMap<>();

    Receipts(OfferRequest request, RandomGenerator random) {
        this.request = request;
        this.random = random;
        this.wishes = request.idempotencyKey() == null ? null : wishes(request);
    }

    private static String wishes(OfferRequest request) {
        PortWish wish = request.ports();
        if (request.names().consecutive()) {
            return "consecutive";
        } else if (wish.port() == null) {
            return "none";
        }
        return "port=" + wish.port() + (wish.fallback() ? ",fallback" : "");
    }

    /** A receipt for a new claim. All holdings of a group have the same one. */
    Receipt next() {
        UUID nonce = Uuids.random(random);
        String key = request.idempotencyKey();
        Secret secret = key == null ? Secret.random(random) : derived(key, nonce);
        planned.put(nonce, secret);
        return new Receipt(nonce, secret.sha256(), request.acceptAtOnce(), wishes);
    }

    /** Whether the request has claimed once at most, so that no record can be of an earlier claim of its own. */
    boolean isFirst() {
        return planned.size() <= 1;
    }

    /** The secret of a claim of this request. Null if the receipt is of another request. */
    @Nullable
    Secret own(Receipt receipt) {
        return planned.get(receipt.nonce());
    }

    /** The secret of a claim of an earlier request with the same idempotency key. Null if the receipt is of another key. */
    @Nullable
    Secret ofSameKey(Receipt receipt) {
        String key = request.idempotencyKey();
        if (key == null) {
            return null;
        }
        Secret secret = derived(key, receipt.nonce());
        return secret.sha256().equals(receipt.secretSha256()) ? secret : null;
    }

    /** Whether the earlier request wanted the same. Of a record without wishes only one thing is known. */
    boolean isForTheSame(Receipt receipt) {
        return receipt.acceptAtOnce() == request.acceptAtOnce()
                && (receipt.wishes() == null || receipt.wishes().equals(wishes));
    }

    /** The secret of a record with this nonce, if the record was made for the idempotency key. */
    private Secret derived(String key, UUID nonce) {
        String space = request.service().space().name();
        Name service = request.service().name();
        OfferedNames names = request.names();
        return names.group()
                ? Secret.derived(key, space, service, names.names(), nonce)
                : Secret.derived(key, space, service, request.name(), nonce);
    }
}
