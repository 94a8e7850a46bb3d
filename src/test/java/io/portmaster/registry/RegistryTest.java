package io.portmaster.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.contract.Samples;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Secret;
import io.portmaster.domain.Space;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Offer;
import io.portmaster.record.Receipt;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import io.portmaster.record.Value.Index;
import io.portmaster.record.Value.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Name DJANGO = new Name("django");
    private static final PortRange RANGE = new PortRange(5000, 5009);

    private final Samples samples = new Samples();
    private final Registry registry = new Registry();

    @Test
    void isEmptyAndNotLoadedAtFirst() {
        assertThat(registry.isLoaded()).isFalse();
        assertThat(registry.revision()).isEqualTo(Registry.EMPTY);
        assertThat(registry.records(Space.DEFAULT).services()).isEmpty();
        assertThat(registry.entry(new PortKey(Space.DEFAULT, 5000))).isNull();
    }

    @Test
    void aNumberThatNoRangeMayContainHasNoRecord() {
        for (int port : new int[] {Integer.MIN_VALUE, -1, 0, 1023, 49_152, 65_535, Integer.MAX_VALUE}) {
            assertThat(registry.entry(new PortKey(Space.DEFAULT, port)))
                    .as("%d", port)
                    .isNull();
            assertThat(registry.records(Space.DEFAULT).holding(port))
                    .as("%d", port)
                    .isNull();
        }
    }

    @Test
    void theLowestAndTheHighestPortHaveTheirPlaces() {
        for (int port : new int[] {PortRange.LOWEST, PortRange.HIGHEST}) {
            Entry<Offer> offer =
                    entry(new PortKey(Space.DEFAULT, port), samples.offer(port, "django", "web-" + port), 3);
            registry.put(offer);
            assertThat(registry.records(Space.DEFAULT).holding(port)).isEqualTo(offer);
        }
        PortSet all = PortSet.of(new PortRange(PortRange.LOWEST, PortRange.HIGHEST));
        assertThat(registry.records(Space.DEFAULT).portsInUse(all, 10))
                .containsExactly(PortRange.LOWEST, PortRange.HIGHEST);
        assertThat(registry.records(Space.DEFAULT).holdings(all, State.OFFERED)).hasSize(2);
    }

    @Test
    void showsWhatWasPutUntilItIsDeleted() {
        Entry<Service> service = entry(new ServiceKey(Space.DEFAULT, DJANGO), samples.service("django", 5000, 5009), 2);
        Entry<Offer> offer = entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-01"), 3);
        Entry<Index> index = entry(new OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Index(5000), 3);
        List.of(service, offer, index).forEach(registry::put);

        assertThat(registry.records(Space.DEFAULT).service(DJANGO)).isEqualTo(service);
        assertThat(registry.records(Space.DEFAULT).holding(5000)).isEqualTo(offer);
        assertThat(registry.records(Space.DEFAULT).indexOf(DJANGO, new Name("web-01")))
                .isEqualTo(index);
        assertThat(registry.records(Space.DEFAULT).holdingByName(DJANGO, new Name("web-01")))
                .isEqualTo(offer);

        List.of(service, offer, index).forEach(entry -> registry.delete(entry.key()));

        assertThat(registry.records(Space.DEFAULT).service(DJANGO)).isNull();
        assertThat(registry.records(Space.DEFAULT).holding(5000)).isNull();
        assertThat(registry.records(Space.DEFAULT).holdingByName(DJANGO, new Name("web-01")))
                .isNull();
        assertThat(registry.records(Space.DEFAULT).isOccupied(5000)).isFalse();
    }

    @Test
    void findsARecordByItsSecretInItsOwnServiceOnly() {
        Secret secret = new Secret("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
        Entry<Offer> offer = entry(new PortKey(Space.DEFAULT, 5000), offerWith(secret, 5000), 3);
        registry.put(offer);

        assertThat(registry.records(Space.DEFAULT).holdingBySecret(DJANGO, secret))
                .isEqualTo(offer);
        assertThat(registry.records(Space.DEFAULT).holdingBySecret(new Name("flask"), secret))
                .isNull();
        assertThat(registry.records(Space.DEFAULT).holdingBySecret(DJANGO, new Secret("another")))
                .isNull();
    }

    @Test
    void findsAnAcceptedOfferByItsSecretAndNotTheNextOwner() {
        Secret secret = new Secret("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
        Offer offer = offerWith(secret, 5000);
        registry.put(entry(new PortKey(Space.DEFAULT, 5000), offer, 3));
        Entry<Allocation> accepted =
                new Entry<>(new PortKey(Space.DEFAULT, 5000), offer.accepted(samples.tick()), 3, 4);
        registry.put(accepted);
        assertThat(registry.records(Space.DEFAULT).holdingBySecret(DJANGO, secret))
                .isEqualTo(accepted);

        registry.put(entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-02"), 5));

        assertThat(registry.records(Space.DEFAULT).holdingBySecret(DJANGO, secret))
                .isNull();
    }

    @Test
    void countsEachPortOnce() {
        registry.put(entry(new PortKey(Space.DEFAULT, 4999), samples.offer(4999, "flask", "a"), 2));
        registry.put(entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "b"), 3));
        registry.put(entry(new PortKey(Space.DEFAULT, 5001), samples.offer(5001, "django", "c"), 4));
        registry.put(entry(new PortKey(Space.DEFAULT, 5001), samples.allocation(5001, "django", "c"), 5));
        registry.put(entry(new PortKey(Space.DEFAULT, 5009), samples.allocation(5009, "django", "d"), 6));
        registry.put(entry(new PortKey(Space.DEFAULT, 5010), samples.allocation(5010, "celery", "e"), 7));

        assertThat(registry.records(Space.DEFAULT).counts(PortSet.of(RANGE), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 2, 1));
        assertThat(registry.records(Space.DEFAULT)
                        .counts(PortSet.of(RANGE), PortSet.EMPTY)
                        .free())
                .isEqualTo(7);

        registry.delete(new PortKey(Space.DEFAULT, 5000));
        registry.delete(new PortKey(Space.DEFAULT, 5009));

        assertThat(registry.records(Space.DEFAULT).counts(PortSet.of(RANGE), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 1, 0));
    }

    @Test
    void countsARecordThatNobodyCanReadAsOccupiedAndListsItNot() {
        registry.put(entry(new PortKey(Space.DEFAULT, 5003), new Unreadable("v9"), 2));

        assertThat(registry.records(Space.DEFAULT).isOccupied(5003)).isTrue();
        assertThat(registry.records(Space.DEFAULT).counts(PortSet.of(RANGE), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 1, 0));
        assertThat(registry.records(Space.DEFAULT).portsInUse(PortSet.of(RANGE), 20))
                .containsExactly(5003);
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.ALLOCATED))
                .isEmpty();
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.OFFERED))
                .isEmpty();
        assertThat(registry.records(Space.DEFAULT).holding(5003)).isNull();
    }

    @Test
    void tellsOfAServiceThatNobodyCanRead() {
        assertThat(registry.records(Space.DEFAULT).unreadableService()).isNull();

        registry.put(entry(new ServiceKey(Space.DEFAULT, DJANGO), new Unreadable("v9"), 2));

        assertThat(registry.records(Space.DEFAULT).unreadableService()).isEqualTo(DJANGO);
        assertThat(registry.records(Space.DEFAULT).services()).isEmpty();
    }

    @Test
    void listsServicesByNameAndPortsByNumber() {
        for (String name : List.of("web", "api", "Zeta")) {
            registry.put(entry(new ServiceKey(Space.DEFAULT, new Name(name)), samples.service(name, 5000, 5009), 2));
        }
        for (int port : List.of(5005, 5001, 5009, 5000)) {
            registry.put(entry(new PortKey(Space.DEFAULT, port), samples.offer(port, "web", "web-" + port), 3));
        }

        assertThat(registry.records(Space.DEFAULT).services())
                .extracting(service -> service.value().name().value())
                .containsExactly("Zeta", "api", "web");
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.OFFERED))
                .extracting(holding -> holding.value().port())
                .containsExactly(5000, 5001, 5005, 5009);
        assertThat(registry.records(Space.DEFAULT).portsInUse(PortSet.of(RANGE), 2))
                .containsExactly(5000, 5001);
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(new PortRange(5001, 5005)), State.OFFERED))
                .hasSize(2);
    }

    @Test
    void takesAListForEverythingThereIs() {
        registry.put(entry(new ServiceKey(Space.DEFAULT, DJANGO), samples.service("django", 5000, 5009), 2));
        registry.put(entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-01"), 3));
        registry.put(entry(new OfferIndex(Space.DEFAULT, DJANGO, new Name("web-01")), new Index(5000), 3));
        Entry<Allocation> only =
                entry(new PortKey(Space.DEFAULT, 5001), samples.allocation(5001, "django", "web-02"), 4);

        registry.replace(List.of(only), 9);

        assertThat(registry.revision()).isEqualTo(9);
        assertThat(registry.isLoaded()).isTrue();
        assertThat(registry.records(Space.DEFAULT).services()).isEmpty();
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.ALLOCATED))
                .containsExactly(holding(only));
        assertThat(registry.records(Space.DEFAULT).indexOf(DJANGO, new Name("web-01")))
                .isNull();
        assertThat(registry.records(Space.DEFAULT).counts(PortSet.of(RANGE), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 1, 0));

        registry.clear();

        assertThat(registry.isLoaded()).isFalse();
        assertThat(registry.records(Space.DEFAULT).counts(PortSet.of(RANGE), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 0, 0));
    }

    @Test
    void tellsItsListenersAfterTheFact() {
        List<String> heard = new ArrayList<>();
        registry.addPortListener(changed -> {
            int port = changed.port();
            heard.add(port + (registry.records(Space.DEFAULT).isOccupied(port) ? " taken" : " free"));
        });
        registry.addRevisionListener(new RevisionListener() {
            @Override
            public void advanced(long revision) {
                heard.add("at " + registry.revision());
            }

            @Override
            public void replaced() {
                heard.add("replaced at " + registry.revision());
            }
        });

        registry.put(entry(new ServiceKey(Space.DEFAULT, DJANGO), samples.service("django", 5000, 5009), 2));
        registry.put(entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-01"), 3));
        registry.delete(new PortKey(Space.DEFAULT, 5000));
        registry.advance(4);
        registry.replace(List.of(), 5);

        assertThat(heard).containsExactly("5000 taken", "5000 free", "at 4", "replaced at 5");
    }

    @Test
    void prefersAnInstanceToAnOfferOfTheSameName() {
        Name name = new Name("web-01");
        Entry<Index> instance = entry(new InstanceIndex(Space.DEFAULT, DJANGO, name), new Index(5000), 3);
        registry.put(instance);

        assertThat(registry.records(Space.DEFAULT).indexOf(DJANGO, name)).isEqualTo(instance);
        assertThat(registry.records(Space.DEFAULT).indexOf(new Name("flask"), name))
                .isNull();
    }

    @Test
    void listsOffersAndAllocationsApart() {
        for (int port : new int[] {5000, 5002, 5003, 5009}) {
            registry.put(entry(new PortKey(Space.DEFAULT, port), samples.offer(port, "django", "web-" + port), 3));
        }
        for (int port : new int[] {5001, 5004, 5008}) {
            registry.put(entry(new PortKey(Space.DEFAULT, port), samples.allocation(port, "django", "web-" + port), 4));
        }

        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.OFFERED))
                .extracting(holding -> holding.value().port())
                .containsExactly(5000, 5002, 5003, 5009);
        assertThat(registry.records(Space.DEFAULT).holdings(PortSet.of(RANGE), State.ALLOCATED))
                .extracting(holding -> holding.value().port())
                .containsExactly(5001, 5004, 5008);
    }

    @Test
    void listOfServicesStaysAsItIsWhenAServiceComesOrGoes() {
        registry.put(entry(new ServiceKey(Space.DEFAULT, DJANGO), samples.service("django", 5000, 5009), 2));
        List<Entry<Service>> before = registry.records(Space.DEFAULT).services();
        registry.put(entry(new ServiceKey(Space.DEFAULT, new Name("api")), samples.service("api", 6000, 6009), 3));
        List<Entry<Service>> both = registry.records(Space.DEFAULT).services();
        registry.delete(new ServiceKey(Space.DEFAULT, DJANGO));

        assertThat(before).hasSize(1);
        assertThat(both).hasSize(2);
        assertThat(registry.records(Space.DEFAULT).services())
                .extracting(service -> service.value().name().value())
                .containsExactly("api");
    }

    @Test
    void copyOfPortsStaysAsItIs() {
        Entry<Offer> offer = entry(new PortKey(Space.DEFAULT, 5000), samples.offer(5000, "django", "web-01"), 3);
        registry.put(offer);
        PortTable copy = registry.records(Space.DEFAULT).copyOfPorts();
        registry.delete(new PortKey(Space.DEFAULT, 5000));

        assertThat(copy.get(5000)).isEqualTo(offer);
        assertThat(registry.records(Space.DEFAULT).copyOfPorts().get(5000)).isNull();
    }

    @Test
    void spacesDoNotMeet() {
        Space other = new Space("dc-2");
        Secret secret = new Secret("s");
        Name name = new Name("web-01");
        Entry<Service> service = entry(new ServiceKey(Space.DEFAULT, DJANGO), samples.service("django", 5000, 5009), 2);
        Entry<Service> otherService = entry(new ServiceKey(other, DJANGO), samples.service("django", 5000, 5001), 3);
        Entry<Offer> offer = entry(new PortKey(Space.DEFAULT, 5000), offerWith(secret, 5000), 4);
        Entry<Allocation> allocation = entry(new PortKey(other, 5000), samples.allocation(5000, "django", "web-01"), 5);
        Entry<Index> index = entry(new OfferIndex(Space.DEFAULT, DJANGO, name), new Index(5000), 4);
        Entry<Index> otherIndex = entry(new InstanceIndex(other, DJANGO, name), new Index(5000), 5);
        List.of(service, otherService, offer, allocation, index, otherIndex).forEach(registry::put);

        SpaceRecords here = registry.records(Space.DEFAULT);
        SpaceRecords there = registry.records(other);
        assertThat(here.services()).containsExactly(service);
        assertThat(there.services()).containsExactly(otherService);
        assertThat(here.holding(5000)).isEqualTo(offer);
        assertThat(there.holding(5000)).isEqualTo(allocation);
        assertThat(here.indexOf(DJANGO, name)).isEqualTo(index);
        assertThat(there.indexOf(DJANGO, name)).isEqualTo(otherIndex);
        assertThat(here.holdingBySecret(DJANGO, secret)).isEqualTo(offer);
        assertThat(there.holdingBySecret(DJANGO, secret)).isNull();
        assertThat(here.counts(PortSet.of(RANGE), PortSet.EMPTY)).isEqualTo(new PortCounts(10, 0, 1));
        assertThat(there.counts(PortSet.of(RANGE), PortSet.EMPTY)).isEqualTo(new PortCounts(10, 1, 0));
        assertThat(there.entry(offer.key())).as("a key of another space").isNull();

        registry.delete(offer.key());

        assertThat(here.holding(5000)).isNull();
        assertThat(there.holding(5000)).isEqualTo(allocation);
    }

    @Test
    void keepsNothingOfASpaceThatIsEmpty() {
        Space other = new Space("dc-2");
        assertThat(registry.records(other).services()).isEmpty();
        assertThat(registry.hasRecordsOf(other)).as("for having been asked for").isFalse();

        registry.put(entry(new PortKey(other, 5000), samples.offer(5000, "django", "web-01"), 3));
        assertThat(registry.hasRecordsOf(other)).isTrue();

        registry.delete(new PortKey(other, 5000));
        assertThat(registry.hasRecordsOf(other)).isFalse();

        registry.put(entry(new PortKey(other, 5000), samples.offer(5000, "django", "web-01"), 4));
        registry.replace(List.of(), 5);
        assertThat(registry.hasRecordsOf(other)).isFalse();
    }

    private Offer offerWith(Secret secret, int port) {
        return new Offer(
                port,
                DJANGO,
                new Name("web-01"),
                samples.tick(),
                Samples.TTL,
                new Receipt(new UUID(1, 2), secret.sha256(), false));
    }

    private static Entry<Holding> holding(Entry<?> entry) {
        return Objects.requireNonNull(entry.as(Holding.class));
    }

    private static <V extends Value> Entry<V> entry(Key key, V value, long revision) {
        return new Entry<>(key, value, revision, revision);
    }
}
