package io.portmaster.faults;

import io.portmaster.history.ChangeRecorder;
import io.portmaster.history.Checker;
import io.portmaster.history.Chronicle;
import io.portmaster.history.Evidence;
import io.portmaster.history.Instances;
import io.portmaster.history.Journal;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One case from its start to its verdict: a cluster, instances that use it, the fault again and again; then all is healed,
 * what may expire expires, and everything is looked at a last time.
 */
final class Trial {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LEAST_CALM = Duration.ofSeconds(2);
    private static final int CALM_VARIES_MILLIS = 2_000;

    /** Of an offer's end beyond its TTL: a slice of shared lease, etcd's own rounding, and a leader that was just elected. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final FaultCase what;
    private final Random random;
    private final long seed;
    private final Duration length;
    private final Consumer<String> progress;
    private final Journal journal = new Journal();
    private final List<Strike> strikes = new ArrayList<>();

    /**
     * @param length for which faults go on
     * @param progress is told what happens
     */
    Trial(FaultCase what, long seed, Duration length, Consumer<String> progress) {
        this.what = what;
        this.seed = seed;
        this.random = new Random(seed);
        this.length = length;
        this.progress = progress;
    }

    /** @param folder empty, for data and logs */
    Result run(ClusterNetwork ground, Path folder) throws Exception {
        try (Arena arena = new Arena(ground, what.setup(), folder)) {
            long from = arena.revision() + 1;
            new Operator(arena.nodes().get(0).client()).create(Arena.SERVICE, 5000, 5999);
            List<String> members =
                    arena.members().stream().map(member -> member.endpoint()).toList();
            AtomicLong cluster =
                    new AtomicLong(Long.parseUnsignedLong(arena.etcd().clusterId(), 16));
            try (ChangeRecorder recorder = new ChangeRecorder(members, cluster, Arena.PREFIX, Arena.SERVICE, from);
                    RawReader rawReader = new RawReader(members, cluster, journal);
                    Instances instances =
                            Instances.start(List.of(arena.haproxyEntry()), arena.nodeEntries(), journal, seed)) {
                Scene scene = new Scene(arena, recorder, journal, cluster);
                Await.pass(WARM_UP);
                strikeAgainAndAgain(scene);
                Await.pass(LEAST_CALM);
                instances.dismiss();
                rawReader.dismiss();
                return judge(scene, recorder, healAll(arena), folder);
            }
        }
    }

    private void strikeAgainAndAgain(Scene scene) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            Await.pass(LEAST_CALM.plusMillis(random.nextInt(CALM_VARIES_MILLIS)));
            long struck = System.nanoTime();
            Fault.Remedy remedy = what.fault().strike(scene, random);
            long broken = System.nanoTime();
            Await.pass(what.lasts(random));
            long mended = System.nanoTime();
            remedy.apply();
            strikes.add(new Strike(struck, broken, mended, System.nanoTime()));
            progress.accept(what + ": struck " + strikes.size() + " times");
        }
    }

    /** @return when that was, by the clock of {@link System#nanoTime} */
    private static long healAll(Arena arena) {
        arena.ground().heal();
        arena.awaitHealth();
        long healed = System.nanoTime();
        Await.pass(Arena.OFFER_TTL.plus(SLACK));
        return healed;
    }

    private Result judge(Scene scene, ChangeRecorder recorder, long healed, Path folder) throws IOException {
        Arena arena = scene.arena();
        List<String> violations = new ArrayList<>(journal.breaches());
        recorder.catchUp(arena.revision());
        violations.addAll(new Inspection(arena, folder).violations());
        violations.addAll(recorder.violations());
        if (arena.stranger() != null) {
            scene.findUntouched(arena.stranger());
        }
        violations.addAll(scene.findings());
        Chronicle chronicle = recorder.chronicle();
        chronicle.completeUntil(System.nanoTime());
        KeySpace keys = KeySpace.read(arena.etcd().client(), Arena.PREFIX);
        violations.addAll(Recording.differences(chronicle, keys, Arena.SERVICE));
        Promises promises = new Promises(Arena.OFFER_TTL, SLACK, healed, recorder.recordsOn(scene.revoked()));
        (what.setup().withOldNode()
                        ? Checker.violationsOfChanges(
                                new Evidence(journal.exchanges(), journal.rawReads(), chronicle, promises))
                        : Checker.violations(journal.exchanges(), journal.rawReads(), chronicle, promises))
                .forEach(violation -> violations.add(violation.toString()));
        return new Result(
                what, seed, length, List.copyOf(strikes), journal.exchanges(), recorder.revisions(), violations);
    }
}
