package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** A client that asks for the ports of several names with one request, all or none. */
final class GroupScript implements Script {
    private final Names names;
    private final int size;
    private final RequestTemplate offer;

    /**
     * @param query of the requests, with its question mark; empty for none
     * @param size how many names a request has
     */
    GroupScript(String service, String query, Names names, int size) {
        this.names = names;
        this.size = size;
        this.offer = RequestTemplate.offerOfNames(service, query, size);
    }

    @Override
    public RequestTemplate begin() {
        return offer.fill(names.next(size));
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        response.expect(201);
        return null;
    }
}
