package io.portmaster.faults;

import io.portmaster.history.ChangeRecorder;
import io.portmaster.history.Checker;
import io.portmaster.history.Chronicle;
import io.portmaster.history.Evidence;
import io.portmaster.history.Instances;
import io.portmaster.history.Journal;
import io.portmaster.history.Mixture;
import io.portmaster.history.Promises;
import io.portmaster.history.Recording;

import io.portmaster.cluster.Await;
import io.portmaster.cluster.KeySpace;
import io.portmaster.cluster.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One run of a case. A cluster is started, instances use it, and the fault is injected again and again. Then all is healed,
 * offers are given the time to end, and the records, the changes and the answers are checked.
 */
final class CaseRun {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LEAST_CALM = Duration.ofSeconds(2);
    private static final int CALM_VARIES_MILLIS = 2_000;

    /** How much later than its TTL an offer may end: a slice of a shared lease, etcd's own rounding, and a new leader. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    /** Ports cool for so long, and are free again soon: the instances release some twenty a second. */
    private static final Duration REUSE_DELAY = Duration.ofSeconds(3);

    private static final Duration BUSY_DELAY = Duration.ofSeconds(5);

    /** A port lingers so long after the last renewal of its lease, as instances ask for it. Nothing else takes as long to end. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final FaultCase what;
    private final Random random;
    private final long seed;
    private final Duration length;
    private final Consumer<String> progress;
    private final Journal journal = new Journal();
    private final List<Injection> injections = new ArrayList<>();

    /**
     * @param length for which faults go on
     * @param progress is told what happens
     */
    CaseRun(FaultCase what, long seed, Duration length, Consumer<String> progress) {
        this.what = what;
        this.seed = seed;
        this.random = new Random(seed);
        this.length = length;
        this.progress = progress;
    }

    /** @param folder empty, for data and logs */
    CaseResult run(ClusterNetwork network, Path folder) throws Exception {
        try (FaultCluster cluster = new FaultCluster(network, what.setup(), folder)) {
            long from = cluster.revision() + 1;
            createService(cluster);
            List<String> members =
                    cluster.members().stream().map(member -> member.endpoint()).toList();
            AtomicLong clusterId =
                    new AtomicLong(Long.parseUnsignedLong(cluster.etcd().clusterId(), 16));
            try (ChangeRecorder recorder = new ChangeRecorder(members, clusterId, FaultCluster.PREFIX, FaultCluster.SERVICE, from);
                    RawReader rawReader = new RawReader(members, clusterId, journal);
                    Instances instances =
                            Instances.start(
                                    List.of(cluster.haproxyEntry()), cluster.nodeEntries(), journal, seed, mixture())) {
                FaultContext context = new FaultContext(cluster, recorder, journal, clusterId);
                Await.pass(WARM_UP);
                injectAgainAndAgain(context);
                Await.pass(LEAST_CALM);
                instances.dismiss();
                rawReader.dismiss();
                return judge(context, recorder, healAll(cluster, recorder), folder);
            }
        }
    }

    private Mixture mixture() {
        return what.setup().usesAll() ? Mixture.ALL_KINDS : Mixture.PLAIN;
    }

    private void createService(FaultCluster cluster) throws IOException {
        Operator operator = new Operator(cluster.newNodes().get(0).client());
        if (mixture() == Mixture.PLAIN) {
            operator.create(FaultCluster.SERVICE, 5000, 5999);
        } else {
            operator.create(FaultCluster.SERVICE, 5000, 5999, REUSE_DELAY, BUSY_DELAY);
        }
    }

    private void injectAgainAndAgain(FaultContext context) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            Await.pass(LEAST_CALM.plusMillis(random.nextInt(CALM_VARIES_MILLIS)));
            long begun = System.nanoTime();
            Fault.Remedy remedy = what.fault().inject(context, random);
            long broken = System.nanoTime();
            Await.pass(what.lasts(random));
            long mended = System.nanoTime();
            remedy.apply();
            injections.add(new Injection(begun, broken, mended, System.nanoTime()));
            progress.accept(what + ": injected " + injections.size() + " times");
        }
    }

    /**
     * Heals all, and waits until everything has ended that ends by itself, or is late.
     *
     * @return when all was healed, by the clock of {@link System#nanoTime}
     */
    private static long healAll(FaultCluster cluster, ChangeRecorder recorder) {
        cluster.network().heal();
        cluster.awaitHealth();
        long healed = System.nanoTime();
        Await.pass(FaultCluster.OFFER_TTL); // a change whose client has given up may come late
        recorder.catchUp(cluster.revision());
        long late = healed + LONGEST.plus(SLACK).toNanos();
        while (!recorder.isAtRest() && System.nanoTime() - late < 0) {
            Await.pass(Duration.ofMillis(100));
        }
        return healed;
    }

    private CaseResult judge(FaultContext context, ChangeRecorder recorder, long healed, Path folder) throws IOException {
        FaultCluster cluster = context.cluster();
        List<String> violations = new ArrayList<>(journal.breaches());
        recorder.catchUp(cluster.revision());
        violations.addAll(new Inspection(cluster, folder).violations());
        violations.addAll(recorder.violations());
        if (cluster.stranger() != null) {
            context.findUntouched(cluster.stranger());
        }
        violations.addAll(context.findings());
        Chronicle chronicle = recorder.chronicle();
        chronicle.completeUntil(System.nanoTime());
        KeySpace keys = KeySpace.read(cluster.etcd().client(), FaultCluster.PREFIX);
        violations.addAll(Recording.differences(chronicle, keys, FaultCluster.SERVICE));
        Promises promises = promises(healed, recorder.recordsOn(context.revoked()));
        (what.setup().withOldNodes()
                        ? Checker.violationsOfChanges(
                                new Evidence(journal.exchanges(), journal.rawReads(), chronicle, promises))
                        : Checker.violations(journal.exchanges(), journal.rawReads(), chronicle, promises))
                .forEach(violation -> violations.add(violation.toString()));
        return new CaseResult(
                what, seed, length, List.copyOf(injections), journal.exchanges(), recorder.revisions(), violations);
    }

    private Promises promises(long healed, Set<String> revoked) {
        return mixture() == Mixture.PLAIN
                ? new Promises(FaultCluster.OFFER_TTL, SLACK, healed, revoked)
                : new Promises(FaultCluster.OFFER_TTL, SLACK, healed, REUSE_DELAY, BUSY_DELAY, revoked);
    }
}
