package io.portmaster.allocation;

import static io.portmaster.allocation.TestNode.DJANGO;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Some records have a higher format version than this release knows: it answers with them, and changes nothing. */
class NewerRecordsTest {
    private static final FormatVersion V3 = FormatVersion.of(3);
    private static final Refusal OF_SERVICE = new Refusal.RecordNewer("service django", V3);
    private static final Refusal OF_PORT = new Refusal.RecordNewer("port 5000", V3);

    private final TestNode node = new TestNode().withDjango(5000, 5009);

    @Test
    void newerServiceIsRead() {
        makeServiceNewer();

        Service read = node.await(node.queries.service(node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO)))
                .value()
                .entry()
                .value();

        assertThat(read.ports().bounds()).isEqualTo(new PortRange(5000, 5009));
        assertThat(read.version()).isEqualTo(V3);
    }

    @Test
    void nobodyGetsAPortInANewerService() {
        makeServiceNewer();

        assertUnchangedBy(node.offer("web-01"), OF_SERVICE);
        assertUnchangedBy(node.allocate("web-01"), OF_SERVICE);
    }

    /** The claim compares the service's revision: a node whose mirror is late can't claim either. */
    @Test
    void nodeThatHasYetToSeeThatTheServiceIsNewerClaimsNothingInIt() {
        TestNode late = node.rival();
        late.records.pauseMirror();
        makeServiceNewer();
        CompletableFuture<Granted> claim = late.offer("web-01");
        node.turn();
        late.records.resumeMirror();

        assertUnchangedBy(claim, OF_SERVICE);
    }

    @Test
    void offerInANewerServiceIsNeitherAcceptedNorRejectedNorWithdrawn() {
        Granted offer = node.offered("web-01");
        makeServiceNewer();

        assertUnchangedBy(node.accept(offer.secret()), OF_SERVICE);
        assertUnchangedBy(node.reject(offer.secret()), OF_SERVICE);
        assertUnchangedBy(
                node.allocator.withdraw(
                        node.caller(), TestNode.ref(DJANGO), new PortReference.ByNumber(5000), Precondition.NONE),
                OF_SERVICE);
    }

    @Test
    void allocationInANewerServiceIsNotReleased() {
        node.allocated("web-01");
        makeServiceNewer();

        assertUnchangedBy(node.release("web-01"), OF_SERVICE);
        assertUnchangedBy(node.release(5000), OF_SERVICE);
    }

    @Test
    void newerServiceIsNeitherChangedNorDeletedNorCreatedAnew() {
        makeServiceNewer();

        assertUnchangedBy(node.describe("mine"), OF_SERVICE);
        assertUnchangedBy(node.resize(5000, 5019), OF_SERVICE);
        assertUnchangedBy(node.delete(false), OF_SERVICE);
        assertUnchangedBy(node.delete(true), OF_SERVICE);
        assertThat(node.awaitRefusal(node.create(DJANGO, 5000, 5009))).isInstanceOf(Refusal.ServiceExists.class);
    }

    @Test
    void serviceBesideANewerOneIsChangedAsEver() {
        makeServiceNewer();
        Name flask = new Name("flask");

        node.await(node.create(flask, 6000, 6009));

        OfferRequest request = new OfferRequest(TestNode.ref(flask), new Name("web-01"), false, null);
        assertThat(node.await(node.allocator.offer(node.caller(), request))
                        .entry()
                        .value()
                        .port())
                .isEqualTo(6000);
        assertThat(node.awaitRefusal(node.create(new Name("celery"), 5005, 5020)))
                .as("the newer service's range is known")
                .isInstanceOf(Refusal.RangeOverlap.class);
    }

    @Test
    void newerOfferIsReadAndNeitherAcceptedNorRejected() {
        Granted offer = node.offered("web-01");
        makeNewer(5000);

        assertThat(node.await(node.queries.offersBySecret(
                                node.caller(), Freshness.LINEARIZABLE, TestNode.ref(DJANGO), offer.secret()))
                        .value())
                .containsExactly(node.holding(5000));
        assertUnchangedBy(node.accept(offer.secret()), OF_PORT);
        assertUnchangedBy(node.reject(offer.secret()), OF_PORT);
    }

    @Test
    void newerAllocationIsReadAndNotReleased() {
        node.allocated("web-01");
        makeNewer(5000);

        assertThat(node.await(node.queries.allocation(
                                node.caller(),
                                Freshness.LINEARIZABLE,
                                TestNode.ref(DJANGO),
                                new PortReference.ByName(new Name("web-01"))))
                        .value()
                        .entry()
                        .value()
                        .version())
                .isEqualTo(V3);
        assertUnchangedBy(node.release("web-01"), OF_PORT);
        assertUnchangedBy(node.release(5000), OF_PORT);
    }

    /** These requests change nothing: they get the answer that was promised before. */
    @Test
    void repeatedOfferAndRepeatedAcceptOfANewerRecordAreAnsweredAgain() {
        Granted offer = node.await(node.offer("web-01", "key-of-web-01-0123"));
        makeNewer(5000);
        assertThat(node.await(node.offer("web-01", "key-of-web-01-0123")).secret())
                .isEqualTo(offer.secret());

        Granted second = node.offered("web-02");
        node.await(node.accept(second.secret()));
        makeNewer(5001);
        assertThat(node.await(node.accept(second.secret())).replayed()).isTrue();
    }

    @Test
    void newerPortCountsAsTakenWhileOthersAreGivenOut() {
        node.allocated("web-01");
        makeNewer(5000);

        assertThat(node.offered("web-02").entry().value().port()).isEqualTo(5001);
        assertThat(node.awaitRefusal(node.resize(5002, 5009))).isInstanceOf(Refusal.RangeInUse.class);
        assertThat(node.awaitRefusal(node.delete(false))).isInstanceOf(Refusal.ServiceInUse.class);
    }

    @Test
    void serviceThatHoldsANewerRecordIsNotDeletedByForce() {
        node.allocated("web-01");
        node.allocated("web-02");
        makeNewer(5001);

        assertUnchangedBy(node.delete(true), new Refusal.RecordNewer("port 5001", V3));
    }

    @Test
    void unreadableRecordOfANewerReleaseIsNotDeletedByForceWhileADamagedOneIs() {
        node.records.put(new PortKey(Space.DEFAULT, 5000), new Value.Unreadable("no text in name", V3));
        assertUnchangedBy(node.delete(true), OF_PORT);

        node.records.put(new PortKey(Space.DEFAULT, 5000), new Value.Unreadable("no JSON"));
        node.await(node.delete(true));
        assertThat(node.records.dump()).isEmpty();
    }

    /** The service's range is unknown, so no operation finds the service. Its ports still belong to it. */
    @Test
    void nothingIsChangedInAServiceOfANewerReleaseThatCannotBeRead() {
        Granted offer = node.offered("web-01");
        node.allocated("web-02");
        node.records.put(new ServiceKey(Space.DEFAULT, DJANGO), new Value.Unreadable("no integer in start", V3));

        assertUnchangedBy(node.accept(offer.secret()), OF_SERVICE);
        assertUnchangedBy(node.reject(offer.secret()), OF_SERVICE);
        assertUnchangedBy(node.release("web-02"), OF_SERVICE);
        assertThat(node.awaitRefusal(node.offer("web-03"))).isInstanceOf(Refusal.RecordUnreadable.class);
    }

    private void assertUnchangedBy(CompletableFuture<?> request, Refusal expected) {
        List<Entry<?>> before = node.records.dump();

        assertThat(node.awaitRefusal(request)).isEqualTo(expected);

        assertThat(node.records.dump()).containsExactlyInAnyOrderElementsOf(before);
    }

    private void makeServiceNewer() {
        Service service =
                (Service) node.record(new ServiceKey(Space.DEFAULT, DJANGO)).value();
        node.records.put(new ServiceKey(Space.DEFAULT, DJANGO), service.atLeast(V3));
        node.turn();
    }

    private void makeNewer(int port) {
        Holding holding = node.holding(port).value();
        node.records.put(
                new PortKey(Space.DEFAULT, port),
                holding instanceof Offer offer
                        ? new Offer(
                                port,
                                offer.service(),
                                offer.name(),
                                offer.created(),
                                offer.ttl(),
                                offer.receipt(),
                                offer.labels(),
                                null,
                                V3)
                        : new Allocation(
                                port,
                                holding.service(),
                                holding.name(),
                                holding.created(),
                                holding.receipt(),
                                holding.labels(),
                                null,
                                null,
                                V3));
        node.turn();
    }
}
