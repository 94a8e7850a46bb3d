package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.KeyState;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Value.Index;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The planning view shows the registry, what the node has learned beyond it, and the ports that the node holds. */
class PlanningViewTest {
    private static final Name DJANGO = new Name("django");
    private static final PortKey PORT = new PortKey(Space.DEFAULT, 5000);

    private final Samples samples = new Samples();
    private final Registry registry = new Registry();
    private final PlanningState planning = new PlanningState(registry, new Random(1), () -> 0);

    @BeforeEach
    void registryIsAtTen() {
        registry.replace(List.of(), 10);
    }

    @Test
    void showsNothingOfAnotherSpace() {
        PortKey foreign = new PortKey(new Space("dc-2"), 5000);
        registry.put(new Entry<>(foreign, samples.offer(5000, "django", "web-01"), 11, 11));
        registry.advance(11);

        assertThat(view().entry(foreign)).isNull();
    }

    @Test
    void showsTheRegistryWhereNothingMoreIsKnown() {
        Entry<Offer> offer = mirrored(samples.offer(5000, "django", "web-01"), 11);

        assertThat(view().entry(PORT)).isEqualTo(offer);
        assertThat(view().taken().get(5000)).isTrue();

        registry.delete(PORT);
        registry.advance(12);

        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
    }

    @Test
    void showsWhatWasLearnedUntilTheRegistryIsPastIt() {
        Allocation allocation = samples.allocation(5000, "django", "web-01");
        planning.learn(KeyState.present(PORT, allocation, 12, 12));
        assertThat(view().holding(5000)).isEqualTo(new Entry<>(PORT, allocation, 12, 12));
        assertThat(view().taken().get(5000)).isTrue();

        registry.advance(11);
        assertThat(view().entry(PORT)).isNotNull();

        registry.advance(12);
        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
    }

    @Test
    void showsThatSomethingIsGoneBeforeTheRegistryDoes() {
        mirrored(samples.offer(5000, "django", "web-01"), 11);

        planning.learn(KeyState.absent(PORT, 12));

        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
    }

    @Test
    void learnsNothingThatTheRegistryIsPast() {
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 9, 9));
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 10, 10));

        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
    }

    @Test
    void ofTwoSightingsBelievesTheNewer() {
        planning.learn(KeyState.absent(PORT, 13));
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 12, 12));
        assertThat(view().entry(PORT)).isNull();

        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-02"), 14, 14));
        assertThat(view().entry(PORT)).isNotNull();

        registry.advance(13);
        assertThat(view().entry(PORT))
                .as("the newer one is not dropped with the older")
                .isNotNull();
    }

    @Test
    void aPortInHandIsTakenAndNothingElse() {
        planning.hold(PORT);
        assertThat(view().taken().get(5000)).isTrue();
        assertThat(view().entry(PORT)).isNull();

        planning.release(PORT);
        assertThat(view().taken().get(5000)).isFalse();
    }

    @Test
    void aPortInHandStaysSoWhateverTheRegistryShows() {
        planning.hold(PORT);

        mirrored(samples.offer(5000, "django", "web-01"), 11);
        registry.delete(PORT);
        registry.advance(12);
        registry.replace(List.of(), 13);

        assertThat(view().taken().get(5000)).isTrue();
    }

    @Test
    void aPortLetGoIsTakenIfThereIsARecordByThen() {
        planning.hold(PORT);
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 11, 11));

        planning.release(PORT);

        assertThat(view().taken().get(5000)).isTrue();
    }

    @Test
    void findsByItsSecretWhatTheRegistryHasYetToShow() {
        Secret secret = new Secret("s");
        Offer offer = offerWith(secret, 5000, "web-01");
        planning.learn(KeyState.present(PORT, offer, 11, 11));

        assertThat(view().holdingBySecret(DJANGO, secret)).isEqualTo(new Entry<>(PORT, offer, 11, 11));
        assertThat(view().holdingBySecret(new Name("flask"), secret)).isNull();

        Allocation accepted = offer.accepted(samples.tick());
        planning.learn(KeyState.present(PORT, accepted, 11, 12));
        assertThat(view().holdingBySecret(DJANGO, secret)).isEqualTo(new Entry<>(PORT, accepted, 11, 12));

        planning.learn(KeyState.absent(PORT, 13));
        assertThat(view().holdingBySecret(DJANGO, secret)).isNull();
    }

    @Test
    void findsNothingByASecretWhosePortIsSomebodyElsesByNow() {
        Secret secret = new Secret("s");
        mirrored(offerWith(secret, 5000, "web-01"), 11);
        assertThat(view().holdingBySecret(DJANGO, secret)).isNotNull();

        planning.learn(KeyState.present(PORT, samples.offer(5000, "django", "web-02"), 13, 13));

        assertThat(view().holdingBySecret(DJANGO, secret)).isNull();
    }

    /** The registry's index and the overlay's record were seen at different times. */
    @Test
    void aNameDoesNotHoldARecordThatIsAnothers() {
        mirrored(samples.allocation(5000, "django", "web-01"), 11);
        registry.put(
                new Entry<>(new InstanceIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Index(5000), 11, 11));

        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-02"), 13, 13));

        assertThat(view().holdingByName(DJANGO, new Name("web-01"))).isNull();
    }

    @Test
    void aNameDoesNotHoldARecordOfAnotherService() {
        mirrored(samples.offer(5000, "django", "web-01"), 11);
        registry.put(new Entry<>(new OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Index(5000), 11, 11));

        planning.learn(KeyState.present(PORT, samples.offer(5000, "flask", "web-01"), 13, 13));

        assertThat(view().holdingByName(DJANGO, new Name("web-01"))).isNull();
    }

    @Test
    void forgetsAllWhenTheStoreWentBackInTime() {
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 12, 12));

        registry.clear();
        registry.replace(List.of(), 5);

        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-02"), 6, 6));
        assertThat(view().entry(PORT)).as("what the restored store teaches").isNotNull();
    }

    @Test
    void keepsWhatANewListIsNotPast() {
        planning.learn(KeyState.present(PORT, samples.allocation(5000, "django", "web-01"), 13, 13));

        registry.replace(List.of(), 12);
        assertThat(view().entry(PORT)).isNotNull();
        assertThat(view().taken().get(5000)).isTrue();

        registry.replace(List.of(), 13);
        assertThat(view().entry(PORT)).isNull();
        assertThat(view().taken().get(5000)).isFalse();
    }

    private PlanningView view() {
        return (PlanningView) planning.view(Space.DEFAULT);
    }

    private Entry<Offer> mirrored(Offer offer, long revision) {
        Entry<Offer> entry = new Entry<>(PORT, offer, revision, revision);
        registry.put(entry);
        registry.advance(revision);
        return entry;
    }

    private void mirrored(Allocation allocation, long revision) {
        registry.put(new Entry<>(PORT, allocation, revision, revision));
        registry.advance(revision);
    }

    private Offer offerWith(Secret secret, int port, String name) {
        Receipt receipt = new Receipt(new UUID(1, 2), secret.sha256(), false);
        return new Offer(port, DJANGO, new Name(name), samples.tick(), Samples.TTL, receipt);
    }
}
