package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.ProblemException;
import io.portmaster.client.ProblemExceptions;
import io.portmaster.exec.Recovery.LostPortsException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final String KEY = "0123456789abcdef";

    private final ManualClock clock = new ManualClock();
    private final List<String> lines = new ArrayList<>();

    private LeaseTerm recover(FakeNode node, Integer... ports) throws ProblemException, IOException {
        Patience patience = new Patience(clock, clock, Duration.ofSeconds(30), lines::add);
        return new Recovery(node, new Belongings(node, clock)).recover(KEY, List.of(ports), patience);
    }

    @Test
    void samePortIsAcceptedOntoANewLease() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);

        assertThat(recover(node, 5000).lease().id()).isEqualTo("lease-1");
        assertThat(node.calls()).containsExactly("offer", "lease", "accept");
        assertThat(node.ports()).containsExactly(5000);
    }

    @Test
    void sameGroupIsAcceptedOntoANewLease() throws ProblemException, IOException {
        FakeNode node = new FakeNode(2);
        recover(node, 5000, 5001);

        assertThat(node.ports()).containsExactly(5000, 5001);
    }

    @Test
    void otherPortIsGivenBack() {
        FakeNode node = new FakeNode(1);

        assertThatThrownBy(() -> recover(node, 5001))
                .isInstanceOf(LostPortsException.class)
                .hasMessageContaining("port 5000 instead");
        assertThat(node.calls()).containsExactly("offer", "reject");
    }

    /** Each port has its use. */
    @Test
    void samePortsInAnotherOrderAreOthers() {
        FakeNode node = new FakeNode(2);

        assertThatThrownBy(() -> recover(node, 5001, 5000)).isInstanceOf(LostPortsException.class);
        assertThat(node.calls()).containsExactly("offer", "reject");
    }

    @Test
    void refusalIsFinal() {
        FakeNode node = new FakeNode(1);
        node.failOnce("offer", ProblemExceptions.of(409, "name-taken"));

        assertThatThrownBy(() -> recover(node, 5000)).isInstanceOf(ProblemException.class);
        assertThat(node.calls()).containsExactly("offer");
    }

    @Test
    void refusedAcceptLeavesNothingBehind() {
        FakeNode node = new FakeNode(1);
        node.failOnce("accept", ProblemExceptions.of(404, "offer-not-found"));

        assertThatThrownBy(() -> recover(node, 5000)).isInstanceOf(ProblemException.class);
        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "reject", "end");
    }

    /** While etcd elects, nodes answer so for a moment. */
    @Test
    void failureThatMayPassIsWaitedOut() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        node.failOnce("offer", ProblemExceptions.of(503, "store-unavailable"));
        node.failOnce("lease", ProblemExceptions.of(503, "store-unavailable"));
        recover(node, 5000);

        assertThat(node.calls()).containsExactly("offer", "offer", "lease", "lease", "accept");
    }

    /** Two hosts that share a folder for states share their keys, too. */
    @Test
    void whatAnotherRunHasByNowIsLeftToIt() {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);

        assertThatThrownBy(() -> recover(node, 7000)).isInstanceOf(LostPortsException.class);
        assertThat(node.calls()).containsExactly("offer");
        assertThat(node.leaseOfAllocation()).isEqualTo("lease-0");
    }

    @Test
    void termOfTheNewLeaseCountsFromBeforeItsRequest() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        long before = clock.getAsLong();
        node.before(1, () -> clock.advance(Duration.ofSeconds(3)));

        assertThat(recover(node, 5000).sent()).isEqualTo(before);
    }
}
