package io.portmaster.bench;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client whose ops are one request each, which is answered with 200. */
final class SingleRequestScript implements Script {
    private final Supplier<RequestTemplate> requests;

    SingleRequestScript(Supplier<RequestTemplate> requests) {
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
