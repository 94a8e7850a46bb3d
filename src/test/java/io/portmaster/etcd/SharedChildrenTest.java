package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.BatchListener;
import io.portmaster.commit.Batcher;
import io.portmaster.commit.ClaimMutations;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.ServiceMutations;
import io.portmaster.commit.Submission;
import io.portmaster.contract.Samples;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.loop.RequestContext;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.PortKey;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mutations share a child transaction of a real etcd. */
class SharedChildrenTest {
    private static final int TAKEN = 5004;

    private final Samples samples = new Samples();
    private final EtcdStoreUnderTest under = new EtcdStoreUnderTest(Samples.TTL, ChildSizes::adaptive);

    @SuppressWarnings("NullAway.Init") // before each test
    private Entry<Service> django;

    @BeforeEach
    void createServiceWithAPortTaken() {
        Service service = samples.service("django", 5000, 5999);
        long seen = seen();
        Committed created = (Committed) under.commit(List.of(ServiceMutations.create(Space.DEFAULT, service, seen)))
                .get(0);
        django = new Entry<>(
                new ServiceKey(Space.DEFAULT, service.name()), service, created.revision(), created.revision());
        assertThat(under.commit(List.of(claim(TAKEN, "first")))).hasOnlyElementsOfType(Committed.class);
    }

    @AfterEach
    void close() {
        under.close();
    }

    @Test
    void oneThatFailsKeepsAllOfItsChildBackUnchanged() {
        List<Mutation> claims = claims();
        int before = under.dump().size();

        List<Outcome> outcomes = under.call(() -> under.store().commit(claims));

        assertThat(outcomes).containsOnly(new NotApplied(Reason.KEPT_BACK)).hasSize(claims.size());
        assertThat(under.dump()).hasSize(before);
    }

    @Test
    void separatedMutationsTellWhichOfThemConflicts() {
        List<Mutation> claims = claims().stream().map(Mutation::separated).toList();

        List<Outcome> outcomes = under.call(() -> under.store().commit(claims));

        assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(claims.size() - 1);
        Conflict conflict = (Conflict) outcomes.get(TAKEN - 5000);
        assertThat(conflict.seen()).hasSize(5);
        assertThat(conflict.seen().get(1).key()).isEqualTo(new PortKey(Space.DEFAULT, TAKEN));
        assertThat(conflict.seen().get(1).entry()).isNotNull();
    }

    @Test
    void oneThatFailsCostsNoneOfTheOthersItsPort() {
        List<Submission> submissions = new ArrayList<>();
        under.call(() -> {
            RequestContext caller = new RequestContext(under.loop().nanos());
            Batcher batcher = new Batcher(under.store(), under.loop(), BatchListener.NONE);
            claims().forEach(claim -> submissions.add(batcher.submit(claim, caller)));
            return CompletableFuture.allOf(
                    submissions.stream().map(Submission::outcome).toArray(CompletableFuture[]::new));
        });

        for (int i = 0; i < submissions.size(); i++) {
            Outcome outcome = submissions.get(i).outcome().join();
            assertThat(outcome).isInstanceOf(5000 + i == TAKEN ? Conflict.class : Committed.class);
        }
    }

    @Test
    void takenPortBetweenClaimedOnesFailsNoneOfThem() {
        List<Mutation> around =
                List.of(claim(TAKEN - 2, "a"), claim(TAKEN - 1, "b"), claim(TAKEN + 1, "c"), claim(TAKEN + 2, "d"));

        assertThat(under.commit(around)).hasOnlyElementsOfType(Committed.class);
    }

    @Test
    void changedServiceCostsClaimsOnOtherServicesNothing() {
        Service flask = samples.service("flask", 7000, 7009);
        long seen = seen();
        long created = ((Committed) under.commit(List.of(ServiceMutations.create(Space.DEFAULT, flask, seen)))
                        .get(0))
                .revision();
        Entry<Service> outdated = new Entry<>(new ServiceKey(Space.DEFAULT, flask.name()), flask, created, created - 1);
        List<Mutation> batch = List.of(
                claim(5000, "a"),
                ClaimMutations.claim(outdated, samples.allocation(7000, "flask", "a"), Lease.NONE, false),
                claim(5001, "b"),
                ClaimMutations.claim(outdated, samples.allocation(7001, "flask", "b"), Lease.NONE, false));

        List<Outcome> outcomes = under.commit(batch);

        assertThat(outcomes.get(0)).isInstanceOf(Committed.class);
        assertThat(outcomes.get(1)).isInstanceOf(Conflict.class);
        assertThat(outcomes.get(2)).isInstanceOf(Committed.class);
        assertThat(outcomes.get(3)).isInstanceOf(Conflict.class);
    }

    /** The revision of the registry after a barrier. */
    private long seen() {
        return under.call(() ->
                under.store().barrier().thenApply(passed -> under.registry().revision()));
    }

    /** Claims of the first ten ports, one of which is taken. */
    private List<Mutation> claims() {
        return IntStream.range(5000, 5010)
                .mapToObj(port -> claim(port, "web-" + port))
                .toList();
    }

    private Mutation claim(int port, String name) {
        return ClaimMutations.claim(django, samples.allocation(port, "django", name), Lease.NONE, false);
    }
}
