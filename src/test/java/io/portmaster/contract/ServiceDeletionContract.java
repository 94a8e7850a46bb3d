package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Key.InstanceIndex;
import io.portmaster.record.Key.OfferIndex;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service is deleted if none of its ports is in use, or by force with all of its ports. */
abstract class ServiceDeletionContract extends ContractPart {
    private static final PortRange DJANGO = new PortRange(5000, 5009);

    private Entry<Service> django;

    ServiceDeletionContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", DJANGO.start(), DJANGO.end()));
    }

    @Test
    void removesIt() {
        committed(ServiceMutations.delete(django, false));

        assertThat(under.dump()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 5009})
    void withAnOfferConflicts(int port) {
        offered(django, port, "web-01");

        assertShows(conflict(ServiceMutations.delete(django, false)), django);
        assertThat(under.dump()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 5009})
    void withAnAllocationConflicts(int port) {
        allocated(django, port, "web-01");

        assertShows(conflict(ServiceMutations.delete(django, false)), django);
    }

    @Test
    void withARecordThatNobodyCanReadConflicts() {
        under.plantUnreadable(portKey(5005));

        conflict(ServiceMutations.delete(django, false));
    }

    @Test
    void thatChangedSinceConflictsAndShowsIt() {
        Entry<Service> changed = changed(django, 5000, 5020);

        assertShows(conflict(ServiceMutations.delete(django, false)), changed);
    }

    @Test
    void byForceThatChangedSinceConflictsAndLeavesAllAsItWas() {
        offered(django, 5000, "web-01");
        Entry<Service> changed = changed(django, 5000, 5020);

        assertShows(conflict(ServiceMutations.delete(django, true)), changed);
        assertThat(under.dump()).hasSize(3);
    }

    @Test
    void thatIsGoneConflictsAndShowsThat() {
        committed(ServiceMutations.delete(django, false));

        assertShows(conflict(ServiceMutations.delete(django, true)), absent(django.key()));
    }

    @Test
    void isNotHeldUpByItsNeighbours() {
        Entry<Service> below = created(samples.service("below", 4990, 4999));
        Entry<Service> above = created(samples.service("above", 5010, 5019));
        offered(below, 4999, "web-01");
        allocated(above, 5010, "web-01");

        committed(ServiceMutations.delete(django, false));

        assertThat(under.dump()).hasSize(6);
    }

    @Test
    void byForceRemovesAllThatIsItsOwnAndNothingElse() {
        offered(django, 5000, "web-01");
        allocated(django, 5001, "web-02");
        allocated(django, 5009, "web-03");
        Entry<Service> below = created(samples.service("djang", 4990, 4999));
        Entry<Service> above = created(samples.service("django-2", 5010, 5019));
        Entry<Service> dot = created(samples.service("django.2", 5020, 5029));
        offered(below, 4999, "web-01");
        allocated(below, 4998, "web-02");
        offered(above, 5010, "web-01");
        allocated(above, 5011, "web-02");
        offered(dot, 5020, "web-01");
        allocated(dot, 5021, "web-02");
        List<Entry<?>> others = under.dump().stream()
                .<Entry<?>>mapMulti((entry, kept) -> {
                    if (!isOf(entry, "django")) {
                        kept.accept(entry);
                    }
                })
                .toList();
        assertThat(others).hasSize(15);

        committed(ServiceMutations.delete(django, true));

        assertThat(under.dump()).containsExactlyInAnyOrderElementsOf(others);
    }

    private boolean isOf(Entry<?> entry, String name) {
        Name service = new Name(name);
        Key key = entry.key();
        return key.equals(new ServiceKey(Space.DEFAULT, service))
                || (key instanceof PortKey port && DJANGO.contains(port.port()))
                || (key instanceof OfferIndex offer && offer.service().equals(service))
                || (key instanceof InstanceIndex instance && instance.service().equals(service));
    }
}
