package io.portmaster.http;

import io.netty.buffer.Unpooled;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Bytes as Vert.x sends them, without a copy. Nobody may change the bytes afterwards. */
final class Buffers {
    private Buffers() {}

    static Buffer of(JsonWritable body) {
        return of(Json.write(body));
    }

    static Buffer of(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }
}
