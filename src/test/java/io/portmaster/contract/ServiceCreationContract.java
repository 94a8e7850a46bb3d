package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.assertShows;
import static io.portmaster.contract.ConflictAssertions.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.record.Value;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A service is created if its name is free and no service of its space has changed since the look. */
abstract class ServiceCreationContract extends ContractPart {
    ServiceCreationContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @Test
    void putsIt() {
        Service service = samples.service("django", "Django service, “quoted”", 5000, 5009);

        long revision = committed(ServiceMutations.create(Space.DEFAULT, service, seen()));

        assertThat(under.dump()).containsExactly(new Entry<>(serviceKey("django"), service, revision, revision));
    }

    @Test
    void thatIsThereAlreadyConflictsAndShowsIt() {
        Entry<Service> first = created(samples.service("django", 5000, 5009));

        Conflict conflict =
                conflict(ServiceMutations.create(Space.DEFAULT, samples.service("django", 6000, 6009), seen()));

        assertShows(conflict, first);
    }

    @Test
    void conflictsWhenAnotherServiceWasCreatedSinceTheLook() {
        long seen = seen();
        created(samples.service("flask", 6000, 6009));

        conflict(ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen));

        assertThat(under.dump()).hasSize(1);
    }

    @Test
    void conflictsWhenAnotherServiceWasChangedSinceTheLook() {
        Entry<Service> flask = created(samples.service("flask", 6000, 6009));
        long seen = seen();
        changed(flask, 6000, 6005);

        conflict(ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen));
    }

    @Test
    void isNotDisturbedByWhatHappenedToPortsSinceTheLook() {
        Entry<Service> flask = created(samples.service("flask", 6000, 6009));
        long seen = seen();
        offered(flask, 6000, "web-01");
        allocated(flask, 6001, "web-02");

        committed(ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen));
    }

    @Test
    void leavesARecordAloneThatNobodyCanRead() {
        under.plantUnreadable(serviceKey("django"));

        Conflict conflict =
                conflict(ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen()));

        assertThat(shown(conflict, serviceKey("django")).value()).isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void happensOnceWhenTwoOverlappingOnesRace() {
        long seen = seen();
        Mutation one = ServiceMutations.create(Space.DEFAULT, samples.service("django", 5000, 5009), seen);
        Mutation two = ServiceMutations.create(Space.DEFAULT, samples.service("flask", 5005, 5015), seen);

        List<Outcome> outcomes = race(List.of(
                () -> under.store().commit(List.of(one)), () -> under.store().commit(List.of(two))));

        assertThat(outcomes).hasAtLeastOneElementOfType(Committed.class);
        assertThat(outcomes).hasAtLeastOneElementOfType(Conflict.class);
    }
}
