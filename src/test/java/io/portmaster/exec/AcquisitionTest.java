package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.client.ProblemException;
import io.portmaster.client.ProblemExceptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
    private static final String KEY = "0123456789abcdef";

    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(15);

    private final ManualClock clock = new ManualClock();
    private final List<String> lines = new ArrayList<>();
    private final Set<Integer> usedOnThisHost = new HashSet<>();

    /** Runs each time that a port is tried. */
    private Runnable onProbe = () -> {};

    private final PortProbe probe = new PortProbe() {
        @Override
        List<Integer> busy(List<Integer> ports) {
            onProbe.run();
            return ports.stream().filter(usedOnThisHost::contains).toList();
        }
    };

    private Patience patience() {
        return new Patience(clock, clock, Duration.ofSeconds(30), lines::add);
    }

    private Acquisition acquisition(FakeNode node, boolean consecutive) {
        Belongings belongings = new Belongings(node, clock);
        return new Acquisition(node, belongings, probe, patience(), clock, consecutive, LEFTOVER_LIMIT, lines::add);
    }

    private List<Integer> acquire(FakeNode node) throws ProblemException, IOException {
        return acquisition(node, false).acquire(KEY).ports();
    }

    @Test
    void freePortIsAcceptedOntoTheLease() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);

        assertThat(acquire(node)).containsExactly(5000);
        assertThat(node.ports()).containsExactly(5000);
        assertThat(node.leaseOfAllocation()).isEqualTo("lease-1");
        assertThat(node.calls()).containsExactly("offer", "lease", "accept");
    }

    @Test
    void busyPortsAreExchangedUntilTheHostCanUseOne() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        usedOnThisHost.addAll(List.of(5000, 5001));

        assertThat(acquire(node)).containsExactly(5002);
        assertThat(node.calls()).containsExactly("offer", "next [5000]", "next [5001]", "lease", "accept");
    }

    @Test
    void onlyTheBusyPortsOfAGroupAreExchanged() throws ProblemException, IOException {
        FakeNode node = new FakeNode(3);
        usedOnThisHost.addAll(List.of(5001, 5002));

        assertThat(acquire(node)).containsExactly(5000, 5003, 5004);
        assertThat(node.calls()).containsExactly("offer", "next [5001, 5002]", "lease", "accept");
    }

    /** The contract exchanges no single port of neighbours. */
    @Test
    void neighboursAreRejectedTogether() throws ProblemException, IOException {
        FakeNode node = new FakeNode(2);
        usedOnThisHost.add(5001);

        assertThat(acquisition(node, true).acquire(KEY).ports()).containsExactly(5002, 5003);
        assertThat(node.calls()).containsExactly("offer", "reject [5001]", "offer", "lease", "accept");
    }

    @Test
    void hostThatCanUseNoPortDoesNotRejectAllThereAre() {
        FakeNode node = new FakeNode(1);
        IntStream.range(5000, 49_000).forEach(usedOnThisHost::add);

        assertThatThrownBy(() -> acquire(node)).hasMessageContaining("100 ports in a row");
        assertThat(node.calls()).hasSize(101);
    }

    @Test
    void formerPortsMoveToTheNewLease() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);

        assertThat(acquire(node)).containsExactly(7000);
        assertThat(node.leaseOfAllocation()).isEqualTo("lease-1");
        assertThat(node.calls()).containsExactly("offer", "lease", "accept");
    }

    @Test
    void formerPortsAreWaitedForUntilTheKilledRunsCommandHasEnded() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);
        usedOnThisHost.add(7000);
        onProbe = () -> {
            if (clock.sleeps().size() == 3) {
                usedOnThisHost.clear();
            }
        };

        assertThat(acquire(node)).containsExactly(7000);
        assertThat(clock.sleeps()).hasSize(3);
    }

    /** The instance has to run somewhere, and the process that keeps its port from it may run for ever. */
    @Test
    void formerPortThatStaysBusyIsGivenBack() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);
        usedOnThisHost.add(7000);
        long start = clock.getAsLong();

        assertThat(acquire(node)).containsExactly(5000);
        assertThat(node.calls()).containsExactly("offer", "release", "offer", "lease", "accept");
        assertThat(Duration.ofNanos(clock.getAsLong() - start)).isEqualTo(LEFTOVER_LIMIT);
        assertThat(lines).hasSize(2).allMatch(line -> line.contains("7000"));
    }

    /** The answer to an accept was lost, and with it the news that the allocation is on the new lease. */
    @Test
    void whatIsOnTheLeaseAlreadyIsAcceptedAgain() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);
        node.before(2, () -> {
            node.allocatedBefore("lease-1", 7000);
            usedOnThisHost.add(7000);
        });

        assertThat(acquire(node)).containsExactly(7000);
        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "offer", "accept");
        assertThat(lines).isEmpty();
    }

    @Test
    void leaseThatHasEndedIsMadeAgain() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        node.failOnce("accept", ProblemExceptions.of(404, "lease-not-found"));

        assertThat(acquire(node)).containsExactly(5000);
        assertThat(node.leaseOfAllocation()).isEqualTo("lease-2");
    }

    @Test
    void offerThatHasRunOutIsAskedForAgain() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        node.before(2, node::forget);

        assertThat(acquire(node)).containsExactly(5001);
        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "offer", "accept");
    }

    @Test
    void allocationThatHasChangedIsLookedAtAgain() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1).allocatedBefore("lease-0", 7000);
        node.before(2, node::touch);

        assertThat(acquire(node)).containsExactly(7000);
        assertThat(node.calls()).containsExactly("offer", "lease", "accept", "offer", "accept");
        assertThat(node.leaseOfAllocation()).isEqualTo("lease-1");
    }

    @Test
    void termOfANewLeaseCountsFromBeforeItsRequest() throws ProblemException, IOException {
        FakeNode node = new FakeNode(1);
        long before = clock.getAsLong();
        node.before(1, () -> clock.advance(Duration.ofSeconds(3)));

        assertThat(acquisition(node, false).acquire(KEY).term().sent()).isEqualTo(before);
    }

    @Test
    void instanceOfSomebodyElseIsNotWaitedFor() {
        FakeNode node = new FakeNode(1);
        node.failOnce("offer", ProblemExceptions.of(409, "name-taken"));

        assertThatThrownBy(() -> acquire(node)).hasMessageContaining("name-taken");
        assertThat(node.calls()).hasSize(1);
    }
}
