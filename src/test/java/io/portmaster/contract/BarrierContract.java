package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.OfferMutations;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The barrier shows in the registry all that was acknowledged before, by any node. */
abstract class BarrierContract extends ContractPart {
    BarrierContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @Test
    void showsWhatThisNodeCommitted() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Offer> offer = offered(django, 5000, "web-01");

        assertThat(barrier(under)).isTrue();

        assertThat(onLoop(() -> under.registry().entry(offer.key()))).isEqualTo(offer);
    }

    @Test
    void showsWhatAnotherNodeCommitted() {
        StoreUnderTest other = under.sibling();
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        for (int port = 5000; port <= 5009; port++) {
            Entry<Offer> offer = offered(django, port, "web-" + port);

            assertThat(barrier(other)).isTrue();

            Entry<?> mirrored = other.call(
                    () -> CompletableFuture.completedFuture(other.registry().entry(offer.key())));
            assertThat(mirrored).isEqualTo(offer);
        }
    }

    @Test
    void showsDeletionsAndAllElseAsItIs() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Service> flask = created(samples.service("flask", 6000, 6009));
        offered(django, 5000, "web-01");
        committed(OfferMutations.remove(offered(django, 5001, "web-02")));
        allocated(flask, 6000, "web-01");
        committed(ServiceMutations.delete(flask, true));

        assertThat(barrier(under)).isTrue();

        Set<Key> everything = Set.of(django.key(), flask.key(), portKey(5000), portKey(5001), portKey(6000));
        List<Entry<?>> mirrored = onLoop(() -> {
            List<Entry<?>> found = new ArrayList<>();
            for (Key key : everything) {
                Entry<?> entry = under.registry().entry(key);
                if (entry != null) {
                    found.add(entry);
                }
            }
            return found;
        });
        assertThat(mirrored).containsExactlyInAnyOrder(django, entry(portKey(5000)));
    }

    @Test
    void leavesTheMirrorFresh() {
        barrier(under);

        Duration staleness = onLoop(() -> under.store().staleness());

        assertThat(staleness).isNotNull().isLessThan(Duration.ofSeconds(10));
    }

    private boolean barrier(StoreUnderTest node) {
        return node.call(() -> node.store().barrier());
    }
}
