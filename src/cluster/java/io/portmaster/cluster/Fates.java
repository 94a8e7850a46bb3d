package io.portmaster.cluster;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When ports' records went, as a watch of etcd hears of it. */
final class Fates implements AutoCloseable {
    private final Watch.Watcher watcher;
    private final int digits;
    private final Map<Integer, Long> deleted = new ConcurrentHashMap<>();

    /** @param prefix ends in a slash */
    Fates(Client client, String prefix) {
        String ports = prefix + "default/ports/";
        digits = ports.length();
        WatchOption options =
                WatchOption.builder().isPrefix(true).withNoPut(true).build();
        watcher = client.getWatchClient().watch(KeySpace.bytes(ports), options, this::take);
    }

    private void take(WatchResponse response) {
        long now = System.nanoTime();
        response.getEvents().stream()
                .filter(event -> event.getEventType() == EventType.DELETE)
                .forEach(event -> deleted.put(
                        Integer.parseInt(event.getKeyValue().getKey().toString().substring(digits)), now));
    }

    /** When that port's record was deleted last, in nanoseconds of the tests' monotonic clock. */
    long deleted(int port) {
        Long time = deleted.get(port);
        if (time == null) {
            throw new AssertionError("nobody has deleted port " + port);
        }
        return time;
    }

    @Override
    public void close() {
        watcher.close();
    }
}
