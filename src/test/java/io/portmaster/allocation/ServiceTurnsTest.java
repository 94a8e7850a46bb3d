package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.allocation.ServiceTurns.Proof;
import io.portmaster.contract.InMemoryStore;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTurnsTest {
    private final ManualLoop loop = new ManualLoop();
    private final Registry registry = new Registry();
    private final ServiceTurns turns =
            new ServiceTurns(new ScriptedStore(new InMemoryStore(loop, new Registry())), registry, loop);
    private final List<Proof> proofs = new ArrayList<>();

    @Test
    void faultOfOnePlanEndsNeitherTheTurnNorTheNextOne() {
        turns.await(turns.newPlace(), true, proof -> {
            throw new IllegalStateException("a fault");
        });
        turns.await(turns.newPlace(), true, proofs::add);
        settle();
        assertThat(proofs).containsExactly(Proof.GIVEN);

        turns.await(turns.newPlace(), true, proofs::add);
        settle();
        assertThat(proofs).containsExactly(Proof.GIVEN, Proof.GIVEN);
    }

    @Test
    void turnsNeedNoBarrierAgainAfterTheStoreWasRestored() {
        Entry<?> service = new Entry<>(
                new ServiceKey(Space.DEFAULT, new Name("django")),
                new Samples().service("django", 5000, 5009),
                100,
                100);
        registry.replace(List.of(service), 100);
        turns.await(turns.newPlace(), true, proofs::add);
        settle();

        registry.clear();
        registry.replace(List.of(), 50);
        turns.await(turns.newPlace(), false, proofs::add);
        settle();
        turns.await(turns.newPlace(), false, proofs::add);
        settle();

        assertThat(proofs).containsExactly(Proof.GIVEN, Proof.GIVEN, Proof.NOT_ASKED);
    }

    private void settle() {
        loop.advance(ServiceTurns.LONGEST_PAUSE);
    }
}
