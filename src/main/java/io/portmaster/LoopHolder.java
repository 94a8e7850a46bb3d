package io.portmaster;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;

/** Takes an event loop for itself: Vert.x hands them out one a verticle. */
final class LoopHolder extends VerticleBase {
    Context context() {
        return context;
    }
}
