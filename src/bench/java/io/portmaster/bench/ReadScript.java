package io.portmaster.bench;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks for what is there. */
final class ReadScript implements Script {
    private final Supplier<Request> requests;

    ReadScript(Supplier<Request> requests) {
        this.requests = requests;
    }

    @Override
    public Request begin() {
        return requests.get();
    }

    @Override
    public @Nullable Request next(ResponseReader response) {
        response.expect(200);
        return null;
    }
}
