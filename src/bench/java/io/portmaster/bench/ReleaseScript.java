package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** A client that asks for a port with {@code ?accept=true}, and releases it. */
final class ReleaseScript implements Script {
    private final Names names;
    private final RequestTemplate offer;
    private final RequestTemplate release;
    private byte[] name = new byte[0];
    private boolean releasing;

    ReleaseScript(String service, Names names) {
        this.names = names;
        this.offer = RequestTemplate.offer(service, "?accept=true");
        this.release = RequestTemplate.of("DELETE", "/v1/services/" + service + "/ports/", "");
    }

    @Override
    public RequestTemplate begin() {
        releasing = false;
        name = names.next();
        return offer.fill(name);
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        if (releasing) {
            response.expect(204);
            return null;
        }
        response.expect(201);
        releasing = true;
        return release.fill(name);
    }
}
