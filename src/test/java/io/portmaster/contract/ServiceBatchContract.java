package io.portmaster.contract;

import static io.portmaster.contract.ConflictAssertions.absent;
import static io.portmaster.contract.ConflictAssertions.assertShows;
import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.domain.Space;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Changes of several services share a batch. Each has its own outcome. */
abstract class ServiceBatchContract extends ContractPart {
    ServiceBatchContract(IntFunction<StoreUnderTest> stores) {
        super(stores);
    }

    @Test
    void commitsThemAllAtOneRevision() {
        Entry<Service> grows = created(samples.service("grows", 5000, 5009));
        Entry<Service> shrinks = created(samples.service("shrinks", 5100, 5109));
        Entry<Service> goes = created(samples.service("goes", 5200, 5209));
        Entry<Service> goesByForce = created(samples.service("goes-by-force", 5300, 5309));
        offered(goesByForce, 5300, "web-01");
        long seen = seen();
        Service first = samples.service("first", 6000, 6009);
        Service second = samples.service("second", 6010, 6019);

        List<Outcome> outcomes = commit(List.of(
                ServiceMutations.delete(goes, false),
                ServiceMutations.create(Space.DEFAULT, first, seen),
                ServiceMutations.change(shrinks, change(shrinks, 5101, 5108), seen),
                ServiceMutations.create(Space.DEFAULT, second, seen),
                ServiceMutations.change(grows, change(grows, 4999, 5010), seen),
                ServiceMutations.delete(goesByForce, true)));

        assertThat(outcomes).hasOnlyElementsOfType(Committed.class);
        long revision = ((Committed) outcomes.get(0)).revision();
        assertThat(outcomes).containsOnly(new Committed(revision));
        assertThat(under.dump())
                .containsExactlyInAnyOrder(
                        new Entry<>(new ServiceKey(Space.DEFAULT, first.name()), first, revision, revision),
                        new Entry<>(new ServiceKey(Space.DEFAULT, second.name()), second, revision, revision),
                        new Entry<>(grows.key(), change(grows, 4999, 5010), grows.createRevision(), revision),
                        new Entry<>(shrinks.key(), change(shrinks, 5101, 5108), shrinks.createRevision(), revision));
    }

    @Test
    void oneThatConflictsKeepsBackNoneOfTheOthers() {
        Entry<Service> django = created(samples.service("django", 5000, 5009));
        Entry<Service> flask = created(samples.service("flask", 5100, 5109));
        Entry<Service> celery = created(samples.service("celery", 5200, 5209));
        offered(flask, 5100, "web-01");
        allocated(celery, 5200, "web-01");
        long seen = seen();

        List<Outcome> outcomes = commit(List.of(
                ServiceMutations.create(Space.DEFAULT, samples.service("first", 6000, 6009), seen),
                ServiceMutations.create(Space.DEFAULT, samples.service("django", 6010, 6019), seen),
                ServiceMutations.change(flask, change(flask, 5101, 5110), seen),
                ServiceMutations.create(Space.DEFAULT, samples.service("second", 6020, 6029), seen),
                ServiceMutations.delete(celery, false)));

        assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
        assertShows((Conflict) outcomes.get(1), django);
        assertShows((Conflict) outcomes.get(2), flask);
        assertThat(outcomes.get(3)).isInstanceOf(Committed.class);
        assertShows((Conflict) outcomes.get(4), celery);
    }

    @Test
    void onlyThoseThatGainPortsConflictWhenAServiceChangedSinceTheLook() {
        Entry<Service> grows = created(samples.service("grows", 5000, 5009));
        Entry<Service> shrinks = created(samples.service("shrinks", 5100, 5109));
        Entry<Service> goes = created(samples.service("goes", 5200, 5209));
        long seen = seen();
        created(samples.service("flask", 7000, 7009));

        List<Outcome> outcomes = commit(List.of(
                ServiceMutations.create(Space.DEFAULT, samples.service("first", 6000, 6009), seen),
                ServiceMutations.change(shrinks, change(shrinks, 5100, 5108), seen),
                ServiceMutations.change(grows, change(grows, 5000, 5010), seen),
                ServiceMutations.delete(goes, false),
                ServiceMutations.create(Space.DEFAULT, samples.service("second", 6020, 6029), seen())));

        assertShows((Conflict) outcomes.get(0), absent(serviceKey("first")));
        assertThat(outcomes.get(1)).isInstanceOf(Committed.class);
        assertShows((Conflict) outcomes.get(2), grows);
        assertThat(outcomes.get(3)).isInstanceOf(Committed.class);
        assertThat(outcomes.get(4)).isInstanceOf(Committed.class);
    }

    @Test
    void takesAsManyAsABatchHolds() {
        List<Mutation> creates = new ArrayList<>();
        long seen = seen();
        for (int i = 0; i < most(); i++) {
            creates.add(ServiceMutations.create(
                    Space.DEFAULT, samples.service("s" + i + "-x", 5000 + 10 * i, 5004 + 10 * i), seen));
        }

        List<Outcome> outcomes = commit(creates);

        assertThat(outcomes).hasOnlyElementsOfType(Committed.class);
        long revision = ((Committed) outcomes.get(0)).revision();
        List<Mutation> others = new ArrayList<>();
        for (int i = 0; i < most(); i++) {
            Service service = creates.get(i).after(Service.class);
            Entry<Service> entry =
                    new Entry<>(new ServiceKey(Space.DEFAULT, service.name()), service, revision, revision);
            int start = service.ports().lowest();
            others.add(
                    switch (i % 4) {
                        case 0 -> ServiceMutations.delete(entry, true);
                        case 1 -> ServiceMutations.delete(entry, false);
                        case 2 -> ServiceMutations.change(entry, change(entry, start + 1, start + 3), revision);
                        default -> ServiceMutations.change(entry, change(entry, start + 1, start + 5), revision);
                    });
        }
        assertThat(commit(others)).hasOnlyElementsOfType(Committed.class);
        assertThat(under.dump()).hasSize((int) others.stream()
                .filter(change -> change.kind() == Mutation.Kind.CHANGE_SERVICE)
                .count());
    }

    @Test
    void happensWhollyOrNotAtAllForEachWhenTwoNodesRace() {
        long seen = seen();
        List<Mutation> ours = new ArrayList<>();
        List<Mutation> theirs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ours.add(ServiceMutations.create(
                    Space.DEFAULT, samples.service("ours-" + i, 5000 + 10 * i, 5005 + 10 * i), seen));
            theirs.add(ServiceMutations.create(
                    Space.DEFAULT, samples.service("theirs-" + i, 5005 + 10 * i, 5009 + 10 * i), seen));
        }
        StoreUnderTest rival = under.sibling();

        List<Outcome> outcomes = race(
                List.of(() -> under.store().commit(ours), () -> rival.store().commit(theirs)));

        assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(10);
        assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(10);
        assertThat(under.dump()).hasSize(10);
    }
}
