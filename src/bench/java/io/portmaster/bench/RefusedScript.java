package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** A client that asks for ports in a full range. */
final class RefusedScript implements Script {
    private final Names names;
    private final RequestTemplate offer;

    RefusedScript(String service, Names names) {
        this.names = names;
        this.offer = RequestTemplate.offer(service, "");
    }

    @Override
    public RequestTemplate begin() {
        return offer.fill(names.next());
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        response.expect(409);
        return null;
    }
}
