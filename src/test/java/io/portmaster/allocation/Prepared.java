package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Claimed;
import io.portmaster.commit.LeaseMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.ClientLease;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.record.LeaseAnchors;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of the service {@code django} that stand before a test begins: leases of clients, groups, and what they come to. */
final class Prepared {
    static final Lease FIRST = new Lease(0x3c0f5e7a9b21d840L);
    static final Lease SECOND = new Lease(0x1234567890abcdeeL);

    private final TestNode node;
    private long secrets;

    Prepared(TestNode node) {
        this.node = node;
    }

    // Before the test.

    /** Sets the delays of the service, in seconds. Null leaves one as it is. */
    void delays(@Nullable Integer reuse, @Nullable Integer busy) {
        node.await(node.change(
                new ServiceChange(false, null, null, null, null, null, reuse, busy, false, null, null, null)));
    }

    /** A client's lease with a linger, in seconds. It ends when the test ends it. */
    Lease lease(Lease lease, int linger) {
        node.records.grant(lease);
        node.records.grant(lease.companion());
        commit(LeaseMutations.create(lease, new ClientLease(60, linger, node.loop.now(), Labels.EMPTY, false, 1)));
        return lease;
    }

    /** Marks the lease as one that somebody ends. */
    void beginEnd(Lease lease) {
        commit(LeaseMutations.beginToEnd(anchors(lease).anchor()));
    }

    /** Puts the lease on another pair, as the first part of a renewal does after an election. Nothing is moved. */
    void replacePair(Lease lease, Lease carrier) {
        RequestContext caller = node.caller();
        node.await(node.leases.grant(carrier, Duration.ofSeconds(60), caller));
        node.await(node.leases.grant(carrier.companion(), Duration.ofSeconds(90), caller));
        commit(LeaseMutations.replacePair(anchors(lease), carrier, node.leases.term()));
    }

    private LeaseAnchors anchors(Lease lease) {
        return Objects.requireNonNull(node.registry.leases().anchors(lease));
    }

    /** Offers of neighbouring ports, made together. */
    Granted group(int firstPort, boolean consecutive, String... names) {
        Secret secret = new Secret("secret of group " + ++secrets);
        Receipt receipt = new Receipt(new UUID(7, secrets), secret.sha256(), false);
        List<Claimed> claimed = new ArrayList<>();
        for (int place = 0; place < names.length; place++) {
            claimed.add(new Claimed(new Offer(
                    firstPort + place,
                    TestNode.DJANGO,
                    new Name(names[place]),
                    node.loop.now(),
                    TestNode.TTL,
                    receipt,
                    Labels.EMPTY,
                    new Holding.Group(names.length, place, consecutive))));
        }
        return claim(claimed, secret, TestNode.TTL);
    }

    /** An offer of the port, which cools, to its former owner. */
    Granted offerBack(int port, String name, int ttl) {
        Secret secret = new Secret("secret of offer " + ++secrets);
        Receipt receipt = new Receipt(new UUID(8, secrets), secret.sha256(), false);
        Offer offer = new Offer(port, TestNode.DJANGO, new Name(name), node.loop.now(), ttl, receipt);
        Entry<?> cooling = Objects.requireNonNull(node.record(new Key.CoolingKey(Space.DEFAULT, port)));
        return claim(List.of(new Claimed(offer, cooling.as(Cooling.class))), secret, ttl);
    }

    private Granted claim(List<Claimed> claimed, Secret secret, int ttl) {
        Lease lease = node.await(node.records.lease(Duration.ofSeconds(ttl))).orElseThrow();
        Mutation claim = ClaimMutations.claim(service(), claimed, lease, false);
        long revision = commit(claim);
        return new Granted(claim.entries(Holding.class, revision), secret, false);
    }

    Granted group(int firstPort, String... names) {
        return group(firstPort, false, names);
    }

    private long commit(Mutation mutation) {
        Outcome outcome = node.await(node.records.commit(List.of(mutation))).get(0);
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        return ((Outcome.Committed) outcome).revision();
    }

    // What stands now.

    Entry<Service> service() {
        Entry<?> entry = Objects.requireNonNull(node.record(new Key.ServiceKey(Space.DEFAULT, TestNode.DJANGO)));
        return Objects.requireNonNull(entry.as(Service.class));
    }

    /** The port's cooling record. Null if there is none. */
    @Nullable
    Cooling cooling(int port) {
        Entry<?> entry = node.record(new Key.CoolingKey(Space.DEFAULT, port));
        return entry == null ? null : (Cooling) entry.value();
    }

    Cooling coolingThatStands(int port) {
        return Objects.requireNonNull(cooling(port), "port " + port + " doesn't cool");
    }

    /** The revision at which the name's allocation was accepted. */
    long acceptedAt(String name) {
        Entry<?> index = node.record(new Key.InstanceIndex(Space.DEFAULT, TestNode.DJANGO, new Name(name)));
        return Objects.requireNonNull(index).createRevision();
    }

    /** The leases of the port's record, of its index and of its cooling key. */
    List<Lease> leasesOf(int port, String name) {
        return List.of(
                node.records.lease(new Key.PortKey(Space.DEFAULT, port)),
                node.records.lease(new Key.InstanceIndex(Space.DEFAULT, TestNode.DJANGO, new Name(name))),
                node.records.lease(new Key.CoolingKey(Space.DEFAULT, port)));
    }

    static List<Lease> pair(Lease lease) {
        return List.of(lease, lease, lease.companion());
    }

    static Precondition at(Entry<? extends Value> entry) {
        return new Precondition(java.util.Set.of(entry.modRevision()));
    }

    static AcceptRequest accept(Secret secret, LeaseWish lease, Precondition precondition) {
        return new AcceptRequest(TestNode.ref(TestNode.DJANGO), secret, lease, precondition);
    }
}
