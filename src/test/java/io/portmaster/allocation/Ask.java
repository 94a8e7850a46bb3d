package io.portmaster.allocation;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A request for ports of the service {@code django}, with all that it can ask for. */
final class Ask {
    private final OfferedNames names;
    private PortWish ports = PortWish.ANY;
    private boolean accepted;
    private @Nullable String key;
    private @Nullable Integer ttl;
    private Labels labels = Labels.EMPTY;
    private LeaseWish lease = LeaseWish.UNCHANGED;
    private Precondition precondition = Precondition.NONE;

    private Ask(OfferedNames names) {
        this.names = names;
    }

    static Ask one(String name) {
        return new Ask(OfferedNames.single(new Name(name)));
    }

    static Ask group(String... names) {
        return new Ask(OfferedNames.group(Arrays.stream(names).map(Name::new).toList(), false));
    }

    static Ask neighbours(String... names) {
        return new Ask(OfferedNames.group(Arrays.stream(names).map(Name::new).toList(), true));
    }

    Ask port(int port) {
        ports = new PortWish(port, ports.fallback(), ports.exclude());
        return this;
    }

    Ask fallback() {
        ports = new PortWish(ports.port(), true, ports.exclude());
        return this;
    }

    Ask exclude(int... excluded) {
        Set<Integer> all = IntStream.of(excluded).boxed().collect(Collectors.toSet());
        ports = new PortWish(ports.port(), ports.fallback(), all);
        return this;
    }

    Ask accepted() {
        accepted = true;
        return this;
    }

    Ask key(String idempotencyKey) {
        key = idempotencyKey;
        return this;
    }

    Ask ttl(int seconds) {
        ttl = seconds;
        return this;
    }

    Ask label(String name, String value) {
        labels = new Labels(Map.of(name, value));
        return this;
    }

    Ask on(Lease wanted) {
        accepted = true;
        lease = new LeaseWish.On(wanted);
        return this;
    }

    Ask onNone() {
        accepted = true;
        lease = new LeaseWish.OnNone();
        return this;
    }

    Ask at(Entry<Holding> seen) {
        precondition = Prepared.at(seen);
        return this;
    }

    CompletableFuture<Granted> from(TestNode node) {
        return node.allocator.offer(
                node.caller(),
                new OfferRequest(
                        TestNode.ref(TestNode.DJANGO), names, ports, accepted, key, ttl, labels, lease, precondition));
    }

    Granted grantedBy(TestNode node) {
        return node.await(from(node));
    }

    /** The port that the node gives to the only name. */
    int portFrom(TestNode node) {
        return grantedBy(node).entry().value().port();
    }

    Refusal refusedBy(TestNode node) {
        return node.awaitRefusal(from(node));
    }
}
