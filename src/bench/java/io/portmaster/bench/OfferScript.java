package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/** A client that asks for ports, and may accept or reject the offers. */
class OfferScript implements Script {
    private static final byte[] PORT = "\"port\":".getBytes(US_ASCII);
    private static final byte[] SECRET = "\"secret\":\"".getBytes(US_ASCII);
    private static final int SECRET_LENGTH = 36;

    private final Names names;
    private final Kind kind;
    private final Population got;
    private final RequestTemplate offer;
    private final @Nullable RequestTemplate second;
    private final byte[] secret = new byte[SECRET_LENGTH];
    private byte[] name = new byte[0];
    private boolean offering;

    /** What the client does with an offer. */
    enum Kind {
        LEFT_OPEN("", null, 0),
        AT_ONCE("?accept=true", null, 0),
        ACCEPTED("", "/accept", 201),
        REJECTED("", "/reject", 204);

        private final String query;
        private final @Nullable String second;
        private final int status;

        Kind(String query, @Nullable String second, int status) {
            this.query = query;
            this.second = second;
            this.status = status;
        }
    }

    /** @param got where ports that stay taken are noted */
    OfferScript(String service, Names names, Kind kind, Population got) {
        this.names = names;
        this.kind = kind;
        this.got = got;
        this.offer = RequestTemplate.offer(service, kind.query);
        this.second =
                kind.second == null ? null : RequestTemplate.of("POST", "/v1/services/" + service + "/offers/", kind.second);
    }

    @Override
    public RequestTemplate begin() {
        offering = true;
        name = names.next();
        return offer.fill(name);
    }

    /** The name of the current offer. */
    byte[] name() {
        return name;
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        if (!offering) {
            response.expect(kind.status);
            return null;
        }
        offering = false;
        response.expect(201);
        if (kind != Kind.REJECTED) {
            got.add(name, response.numberAfter(PORT));
        }
        if (second == null) {
            return null;
        }
        response.copyAfter(SECRET, secret);
        return second.fill(secret);
    }
}
