package io.portmaster.bench;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client that looks up allocations. */
final class ReadScript implements Script {
    private final Supplier<RequestTemplate> requests;

    ReadScript(Supplier<RequestTemplate> requests) {
        this.requests = requests;
    }

    @Override
    public RequestTemplate begin() {
        return requests.get();
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        response.expect(200);
        return null;
    }
}
