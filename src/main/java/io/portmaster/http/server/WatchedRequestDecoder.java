package io.portmaster.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;

/** Tells the connection which parts of the present request have arrived. It reads nothing more once the client is dismissed. */
final class WatchedRequestDecoder extends StrictRequestDecoder {
    private final ClientConnection client;

    WatchedRequestDecoder(HttpServerOptions options, ClientConnection client) {
        super(options);
        this.client = client;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (client.isDismissed()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        client.receivedBytes();
        int known = out.size();
        super.decode(context, in, out);
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpObject part && part.decoderResult().isFailure()) {
                client.refused();
            } else if (out.get(i) instanceof LastHttpContent) {
                client.receivedAll();
            } else if (out.get(i) instanceof HttpMessage) {
                client.receivedHead();
            }
        }
    }
}
