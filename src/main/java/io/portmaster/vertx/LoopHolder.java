package io.portmaster.vertx;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;

/** Takes an event loop for itself: Vert.x hands them out one a verticle. */
public final class LoopHolder extends VerticleBase {
    public Context context() {
        return context;
    }
}
