package io.portmaster.etcd;

import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.loop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * The stream of keep-alives to the member that calls go to. A stream is opened when a keep-alive needs it: at first, after the last
 * stream has ended, and when calls go to another member. The former stream then still gets the answers that it waits for.
 */
final class KeepAliveStreams {
    private final ServedInstallation served;
    private final Loop loop;
    private @Nullable EventLoopClient member;
    private @Nullable KeepAliveStream stream;

    KeepAliveStreams(ServedInstallation served, Loop loop) {
        this.served = served;
        this.loop = loop;
    }

    /** The stream to that member, which takes keep-alives. */
    KeepAliveStream to(EventLoopClient used) {
        KeepAliveStream current = stream;
        if (current != null && used.equals(member) && current.isOpen()) {
            return current;
        }
        if (current != null) {
            current.finish();
        }
        KeepAliveStream opened = new KeepAliveStream(served::isCurrent, loop);
        member = used;
        stream = opened;
        used.keepAlive(opened);
        return opened;
    }
}
