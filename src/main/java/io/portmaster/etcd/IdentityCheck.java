package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.etcd.EtcdOptions.CreationPolicy;
import io.portmaster.etcd.InstallationChoice.Verdict;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits the members that belong to the installation that this process serves, and carries out the {@link InstallationChoice}.
 * Before a member is admitted here it gets the calls of the {@link Handshake} and the write of {@code _id}, and no others. So
 * no record is ever read from, or written into, another installation's etcd.
 */
final class IdentityCheck {
    private static final Logger log = LoggerFactory.getLogger(IdentityCheck.class);

    private static final Duration DECIDE_EVERY = Duration.ofMillis(100);

    /** The time between two handshakes with a member, until this process knows which installation it serves. */
    private static final Duration SHAKE_HANDS_EVERY = Duration.ofSeconds(2);

    /**
     * How long a stranger is named after its last answer. Each member gets a handshake more often: see {@link MemberSurvey}.
     */
    private static final Duration NAME_STRANGERS_FOR = Duration.ofSeconds(30);

    private final InstallationKeys keys;
    private final ServedInstallation served;
    private final RollCall roll;
    private final RollCallText text;
    private final InstallationChoice choice;
    private final InstallationWriter writer;
    private final MemberNews news;
    private final CreationPolicy creation;
    private final Supplier<UUID> newUuids;
    private final Loop loop;
    private final CompletableFuture<Installation> decided = new CompletableFuture<>();
    private List<Candidate> undecided = new ArrayList<>();
    private Runnable onMoved = () -> {};
    private String lastWait = "";
    private boolean made;

    /** A member that has answered and is not admitted yet. */
    private record Candidate(
            Member member, EventLoopClient client, MemberReport report, CompletableFuture<Void> admitted) {
        private void refuseAsStranger() {
            admitted.completeExceptionally(StrangerException.ofCluster(report.cluster()));
        }
    }

    /**
     * @param served is set here, and by nobody else
     * @param newUuids for an installation that has to be made
     */
    IdentityCheck(
            MemberList list,
            InstallationKeys keys,
            ServedInstallation served,
            EtcdOptions options,
            Supplier<UUID> newUuids,
            Loop loop) {
        this.keys = keys;
        this.served = served;
        this.roll = new RollCall(list);
        this.text = new RollCallText(roll);
        this.creation = options.creation();
        this.choice = new InstallationChoice(roll, keys.prefix(), options.pinned(), creation);
        this.writer = new InstallationWriter(keys, loop);
        this.news = new MemberNews(list::members);
        this.newUuids = newUuids;
        this.loop = loop;
        long now = loop.nanos();
        loop.after(DECIDE_EVERY, () -> decideRepeatedly(now));
    }

    /** @param task runs on the loop when the records have moved to another cluster by a restore */
    void onMoved(Runnable task) {
        onMoved = task;
    }

    /** Completes on the loop, or fails with an {@link IllegalStateException} whose message says what a person has to change. */
    CompletableFuture<Installation> decided() {
        return decided;
    }

    /**
     * Makes the handshake with a member.
     *
     * @return completes, on the loop, once it is sure that the member holds the installation that is served, and can be used. Fails
     *     if it doesn't or can't
     */
    CompletableFuture<Void> admit(Member member, EventLoopClient client) {
        CompletableFuture<Void> admitted = new CompletableFuture<>();
        shakeHands(member, client, admitted);
        return admitted;
    }

    private void shakeHands(Member member, EventLoopClient client, CompletableFuture<Void> admitted) {
        new Handshake(client, keys, warning -> news.warning(member, warning), loop)
                .run()
                .whenCompleteAsync(
                        (report, error) -> {
                            if (client.isClosed()) {
                                // This node itself has ended the handshake. So the failure says nothing about the
                                // member.
                                admitted.cancel(false);
                            } else if (error == null) {
                                heard(new Candidate(member, client, report, admitted));
                            } else {
                                String why = EtcdErrors.brief(error);
                                roll.silent(member, why);
                                news.silent(member, why);
                                admitted.completeExceptionally(error);
                                decide();
                            }
                        },
                        loop);
    }

    private void heard(Candidate candidate) {
        roll.answered(candidate.member, candidate.report, loop.nanos());
        Installation installation = served.get();
        if (installation == null) {
            undecided.removeIf(former -> former.member.equals(candidate.member));
            undecided.add(candidate);
            decide();
        } else {
            judge(candidate, installation);
        }
    }

    /** @param handshakesAt when the undecided members last got a handshake */
    private void decideRepeatedly(long handshakesAt) {
        decide();
        if (served.get() == null && !decided.isDone()) {
            boolean due = loop.nanos() - handshakesAt >= SHAKE_HANDS_EVERY.toNanos();
            if (due) {
                takeUndecided().forEach(this::shakeHandsAgain);
            }
            long since = due ? loop.nanos() : handshakesAt;
            loop.after(DECIDE_EVERY, () -> decideRepeatedly(since));
        }
    }

    private List<Candidate> takeUndecided() {
        List<Candidate> taken = undecided;
        undecided = new ArrayList<>();
        return taken;
    }

    private void shakeHandsAgain(Candidate candidate) {
        shakeHands(candidate.member, candidate.client, candidate.admitted);
    }

    private void decide() {
        if (served.get() != null || decided.isDone()) {
            return;
        }
        Verdict verdict = choice.verdict(loop.nanos());
        if (verdict instanceof Verdict.Serve serve) {
            serve(serve.installation());
        } else if (verdict instanceof Verdict.Make make) {
            make(make.cluster());
        } else if (verdict instanceof Verdict.Refuse refuse) {
            decided.completeExceptionally(new IllegalStateException(refuse.reason()));
        } else if (verdict instanceof Verdict.Wait wait) {
            lastWait = wait.reason();
        }
    }

    private void serve(Installation installation) {
        log.info("this node serves installation {}", installation);
        served.set(installation);
        for (Candidate candidate : takeUndecided()) {
            if (installation.equals(candidate.report.installation())) {
                judge(candidate, installation);
            } else {
                // The member may have answered before there was an installation.
                shakeHandsAgain(candidate);
            }
        }
        decided.complete(installation);
    }

    private void judge(Candidate candidate, Installation installation) {
        MemberReport report = candidate.report;
        String strangeness = RollCallText.strangeness(installation, report);
        if (strangeness != null) {
            news.stranger(candidate.member, strangeness);
            followIfMoved(candidate, installation);
        } else if (report.problem() != null) {
            if (report.cluster() == installation.cluster()) {
                served.heard();
            }
            news.unusable(candidate.member, report.problem());
            candidate.admitted.completeExceptionally(new IllegalStateException(report.problem()));
        } else {
            served.heard(report.value());
            news.usable(candidate.member);
            candidate.admitted.complete(null);
        }
    }

    private void followIfMoved(Candidate candidate, Installation installation) {
        MemberReport report = candidate.report;
        Long cluster = choice.newCluster(installation, served.heardAt(), loop.nanos());
        Installation held = report.installation();
        ByteString value = report.value();
        if (cluster == null
                || report.cluster() != cluster
                || report.problem() != null
                || held == null
                || value == null
                || !held.uuid().equals(installation.uuid())
                || creation == CreationPolicy.NEVER) {
            candidate.refuseAsStranger();
        } else if (report.namesItself()) {
            moveTo(held);
            judge(candidate, held);
        } else {
            write(candidate, keys.holds(value), installation.restoredTo(cluster, held));
        }
    }

    private void moveTo(Installation moved) {
        log.warn("etcd was restored into another cluster: this node now serves installation {}", moved);
        served.set(moved);
        onMoved.run();
    }

    private void make(long cluster) {
        if (creation == CreationPolicy.NEVER) {
            decided.completeExceptionally(new NoInstallationException("no installation stands under " + keys.prefix()));
            return;
        }
        for (Candidate candidate : undecided) {
            MemberReport report = candidate.report;
            if (report.read() && report.problem() == null && report.cluster() == cluster && !writer.isWriting()) {
                write(candidate, Transactions.isAbsent(keys.own()), Installation.first(newUuids.get(), cluster));
                return;
            }
        }
    }

    private void write(Candidate candidate, Compare onlyIf, Installation value) {
        if (writer.isWriting()) {
            candidate.refuseAsStranger();
            return;
        }
        writer.write(candidate.member, candidate.client, onlyIf, value).whenComplete((result, error) -> {
            undecided.remove(candidate);
            if (error == null) {
                written(candidate, result, value);
            } else {
                lastWait = "can't write " + keys.own().toStringUtf8() + ": " + EtcdErrors.brief(error);
                candidate.admitted.completeExceptionally(error);
            }
        });
    }

    private void written(Candidate candidate, InstallationWriter.Result result, Installation value) {
        if (result.done()) {
            made = served.get() == null;
            if (!made) {
                moveTo(value);
            }
        }
        heard(new Candidate(candidate.member, candidate.client, result.report(), candidate.admitted));
    }

    /** What keeps this process from serving, in one line for people. */
    String describe() {
        if (served.get() == null) {
            return lastWait.isEmpty() ? "no etcd has answered yet" : lastWait;
        }
        return text.describe(loop.nanos());
    }

    /** A line for each member of the list that answers and is of another installation. */
    List<String> strangers() {
        Installation installation = served.get();
        return installation == null ? List.of() : text.strangers(installation, loop.nanos(), NAME_STRANGERS_FOR);
    }

    /** Whether any address has answered so far. */
    boolean hasHeard() {
        return roll.hasHeard();
    }

    /** Whether this process has made the installation that it serves. */
    boolean hasMade() {
        return made;
    }
}
