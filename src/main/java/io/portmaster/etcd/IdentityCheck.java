package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.etcd.EtcdOptions.Making;
import io.portmaster.etcd.RollCall.Verdict;
import io.portmaster.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which installation this process serves, and which members belong to it. No call but those of the {@link Handshake} goes
 * to a member before it was admitted here, so nothing is ever read from, or written into, somebody else's etcd.
 */
final class IdentityCheck {
    private static final Logger log = LoggerFactory.getLogger(IdentityCheck.class);

    private static final Duration DECIDE_EVERY = Duration.ofMillis(100);

    /** While nothing is decided, members that have answered are asked that often. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);

    /** All members are asked that often at least; see {@link FailoverClient}. */
    private static final Duration LATELY = Duration.ofSeconds(30);

    private final InstallationKeys keys;
    private final RollCall roll;
    private final MemberNews news;
    private final Making making;
    private final Supplier<UUID> newUuids;
    private final Loop loop;
    private final CompletableFuture<Installation> decided = new CompletableFuture<>();
    private List<Candidate> undecided = new ArrayList<>();
    private Runnable onMoved = () -> {};
    private @Nullable Installation served;

    /** As it stands in etcd: a person may have written it with other blanks. */
    private @Nullable ByteString servedValue;

    private @Nullable Long namedHeardAt;
    private String lastWait = "";
    private boolean writing;
    private boolean made;

    /** A member that has answered, while nobody knows yet which installation is served. */
    private record Candidate(
            Member member, EventLoopClient client, MemberReport report, CompletableFuture<Void> admitted) {}

    /**
     * @param pinned the only installation that may be served; null for any
     * @param newUuids for an installation that has to be made
     */
    IdentityCheck(
            MemberList list,
            InstallationKeys keys,
            @Nullable UUID pinned,
            Making making,
            Supplier<UUID> newUuids,
            Loop loop) {
        this.keys = keys;
        this.roll = new RollCall(list, keys.prefix(), pinned, making);
        this.news = new MemberNews(list::members);
        this.making = making;
        this.newUuids = newUuids;
        this.loop = loop;
        long now = loop.nanos();
        loop.after(DECIDE_EVERY, () -> decideNowAndThen(now));
    }

    /** @param task runs on the loop when the records have moved to another cluster by a restore */
    void onMoved(Runnable task) {
        onMoved = task;
    }

    /** Completes on the loop, or fails with an {@link IllegalStateException} whose message says what a person has to change. */
    CompletableFuture<Installation> decided() {
        return decided;
    }

    /** What is served; null until that is decided. */
    @Nullable
    Installation served() {
        return served;
    }

    /** The value that {@code _id} must have. Called once an installation is served. */
    ByteString value() {
        if (servedValue == null) {
            throw new IllegalStateException("no installation is served yet");
        }
        return servedValue;
    }

    private Installation required() {
        if (served == null) {
            throw new IllegalStateException("no installation is served yet");
        }
        return served;
    }

    /**
     * Checks a response's header.
     *
     * @throws StrangerException if it comes from another cluster than the one whose records are served
     */
    void check(long cluster) {
        if (cluster != required().cluster()) {
            throw StrangerException.ofCluster(cluster);
        }
        namedHeardAt = loop.nanos();
    }

    /**
     * Asks a member who it is.
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
                                // The node itself has broken it off: that says nothing of the member.
                                admitted.cancel(false);
                            } else if (error == null) {
                                heard(new Candidate(member, client, report, admitted));
                            } else if (EtcdErrors.refusal(error) != null) {
                                String refusal = "refuses to be asked: " + EtcdErrors.refusal(error);
                                heard(new Candidate(
                                        member,
                                        client,
                                        MemberReport.unusable(MemberReport.UNKNOWN, refusal, true),
                                        admitted));
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
        take(candidate);
    }

    private void take(Candidate candidate) {
        if (served == null) {
            undecided.removeIf(former -> former.member.equals(candidate.member));
            undecided.add(candidate);
            decide();
        } else {
            judge(candidate, served);
        }
    }

    private void decideNowAndThen(long askedAt) {
        decide();
        if (served == null && !decided.isDone()) {
            boolean due = loop.nanos() - askedAt >= ASK_AGAIN_AFTER.toNanos();
            if (due) {
                List<Candidate> waiting = undecided;
                undecided = new ArrayList<>();
                waiting.forEach(candidate -> shakeHands(candidate.member, candidate.client, candidate.admitted));
            }
            long since = due ? loop.nanos() : askedAt;
            loop.after(DECIDE_EVERY, () -> decideNowAndThen(since));
        }
    }

    private void decide() {
        if (served != null || decided.isDone()) {
            return;
        }
        Verdict verdict = roll.verdict(loop.nanos());
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
        log.info("serves installation {}", installation);
        served = installation;
        servedValue = installation.value();
        List<Candidate> candidates = undecided;
        undecided = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (installation.equals(candidate.report.installation())) {
                judge(candidate, installation);
            } else {
                // It may have answered before there was an installation.
                shakeHands(candidate.member, candidate.client, candidate.admitted);
            }
        }
        decided.complete(installation);
    }

    private void judge(Candidate candidate, Installation installation) {
        MemberReport report = candidate.report;
        String strangeness = RollCall.strangeness(installation, report);
        if (strangeness != null) {
            news.stranger(candidate.member, strangeness);
            followIfMoved(candidate, installation);
        } else if (report.problem() != null) {
            namedHeardAt = report.cluster() == installation.cluster() ? Long.valueOf(loop.nanos()) : namedHeardAt;
            news.unusable(candidate.member, report.problem());
            candidate.admitted.completeExceptionally(new IllegalStateException(report.problem()));
        } else {
            namedHeardAt = loop.nanos();
            servedValue = report.value() == null ? servedValue : report.value();
            news.usable(candidate.member);
            candidate.admitted.complete(null);
        }
    }

    private void followIfMoved(Candidate candidate, Installation installation) {
        MemberReport report = candidate.report;
        Long cluster = roll.newCluster(installation, namedHeardAt, loop.nanos());
        Installation held = report.installation();
        ByteString value = report.value();
        if (cluster == null
                || report.cluster() != cluster
                || report.problem() != null
                || held == null
                || value == null
                || !held.uuid().equals(installation.uuid())
                || making == Making.NEVER) {
            candidate.admitted.completeExceptionally(StrangerException.ofCluster(report.cluster()));
        } else if (report.namesItself()) {
            moveTo(held);
            judge(candidate, held);
        } else {
            write(candidate, keys.holds(value), installation.restoredTo(cluster, held));
        }
    }

    private void moveTo(Installation moved) {
        log.warn("the records were restored: follows installation {}", moved);
        served = moved;
        servedValue = moved.value();
        onMoved.run();
    }

    private void make(long cluster) {
        if (making == Making.NEVER) {
            decided.completeExceptionally(new NoInstallationException("no installation stands under " + keys.prefix()));
            return;
        }
        for (Candidate candidate : undecided) {
            MemberReport report = candidate.report;
            if (report.read() && report.problem() == null && report.cluster() == cluster && !writing) {
                write(candidate, Transactions.isAbsent(keys.own()), Installation.first(newUuids.get(), cluster));
                return;
            }
        }
    }

    /** Puts that value under {@code _id} if the compare holds. If it doesn't, or if no answer comes, the next handshake shows what stands there. */
    private void write(Candidate candidate, Compare onlyIf, Installation value) {
        if (writing) {
            candidate.admitted.completeExceptionally(StrangerException.ofCluster(candidate.report.cluster()));
            return;
        }
        writing = true;
        candidate
                .client
                .txn(keys.put(value.value(), onlyIf))
                .whenCompleteAsync(
                        (response, error) -> {
                            writing = false;
                            if (error == null) {
                                written(candidate, response, value);
                            } else {
                                lastWait = "can't write " + keys.own().toStringUtf8() + ": " + EtcdErrors.brief(error);
                                log.atWarn()
                                        .addKeyValue("member", candidate.member)
                                        .log(
                                                "can't write {} at {}: {}",
                                                keys.own().toStringUtf8(),
                                                candidate.member,
                                                EtcdErrors.brief(error));
                                undecided.remove(candidate);
                                candidate.admitted.completeExceptionally(error);
                            }
                        },
                        loop);
    }

    private void written(Candidate candidate, TxnResponse response, Installation value) {
        ByteString found = value.value();
        if (response.getSucceeded()) {
            made = served == null;
            log.atInfo()
                    .addKeyValue("member", candidate.member)
                    .log("wrote {} at {}: installation {}", keys.own().toStringUtf8(), candidate.member, value);
        } else {
            RangeResponse read = response.getResponses(0).getResponseRange();
            found = read.getKvsCount() == 0 ? null : read.getKvs(0).getValue();
        }
        MemberReport report = MemberReport.read(response.getHeader().getClusterId(), found);
        undecided.remove(candidate);
        if (response.getSucceeded() && served != null) {
            moveTo(value);
        }
        heard(new Candidate(candidate.member, candidate.client, report, candidate.admitted));
    }

    /** What keeps this process from serving, in one line for people. */
    String describe() {
        if (served == null) {
            return lastWait.isEmpty() ? "no etcd has answered yet" : lastWait;
        }
        return roll.describe(loop.nanos());
    }

    /** A line for each member of the list that answers and is of another installation. */
    List<String> strangers() {
        return served == null ? List.of() : roll.strangers(served, loop.nanos(), LATELY);
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
