package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service is changed if no port that it gives up is in use, and if nobody else has taken the ports that it gains. */
abstract class ServiceChangeContract extends ContractPart {
    private Entry<Service> django;

    ServiceChangeContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @BeforeEach
    void createDjango() {
        django = created(samples.service("django", 5000, 5009));
    }

    @Test
    void thatGainsNoPortIsNotDisturbedByOtherServices() {
        long seen = seen();
        created(samples.service("flask", 6000, 6009));

        committed(ServiceMutations.change(django, change(django, 5001, 5009), seen));
    }

    @Test
    void replacesTheSameRecord() {
        Service after = change(django, 4990, 5005);

        long revision = committed(ServiceMutations.change(django, after, seen()));

        assertThat(under.dump()).containsExactly(new Entry<>(django.key(), after, django.createRevision(), revision));
    }

    @Test
    void thatChangedSinceConflictsAndShowsIt() {
        Entry<Service> changed = changed(django, 5000, 5020);

        Conflict conflict = conflict(ServiceMutations.change(django, change(django, 5000, 5005), seen()));

        assertShows(conflict, changed);
    }

    @Test
    void thatIsGoneConflictsAndShowsThat() {
        committed(ServiceMutations.delete(django, false));

        assertShows(
                conflict(ServiceMutations.change(django, change(django, 5000, 5005), seen())), absent(django.key()));
        assertThat(under.dump()).isEmpty();
    }

    @Test
    void conflictsWhenAnotherServiceWasCreatedSinceTheLook() {
        long seen = seen();
        created(samples.service("flask", 5010, 5019));

        assertShows(conflict(ServiceMutations.change(django, change(django, 5000, 5015), seen)), django);
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 5001, 5008, 5009})
    void conflictsWhenAPortOfThePartsItGivesUpIsInUse(int port) {
        offered(django, port, "web-01");

        assertShows(conflict(ServiceMutations.change(django, change(django, 5002, 5007), seen())), django);
        assertThat(under.dump()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {5002, 5007})
    void keepsThePortsInUseThatItDoesNotGiveUp(int port) {
        allocated(django, port, "web-01");

        committed(ServiceMutations.change(django, change(django, 5002, 5007), seen()));

        assertThat(under.dump()).hasSize(3);
    }

    @Test
    void conflictsWhenAPortItGivesUpHasARecordThatNobodyCanRead() {
        under.plantUnreadable(portKey(5009));

        conflict(ServiceMutations.change(django, change(django, 5000, 5008), seen()));
    }

    @Test
    void movesToADistantRangeOnlyWhenNothingIsInUse() {
        Entry<Allocation> held = allocated(django, 5004, "web-01");
        conflict(ServiceMutations.change(django, change(django, 7000, 7009), seen()));

        committed(release(held));

        committed(ServiceMutations.change(django, change(django, 7000, 7009), seen()));
    }
}
