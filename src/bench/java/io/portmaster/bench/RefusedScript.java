package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** Asks for ports where there are none. */
final class RefusedScript implements Script {
    private final Names names;
    private final Request offer;

    RefusedScript(String service, Names names) {
        this.names = names;
        this.offer = Request.offer(service, "");
    }

    @Override
    public Request begin() {
        return offer.fill(names.next());
    }

    @Override
    public @Nullable Request next(ResponseReader response) {
        response.expect(409);
        return null;
    }
}
