package io.portmaster.etcd;

import io.portmaster.etcd.EtcdOptions.CreationPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides, by the answers in a {@link RollCall}, which installation a node serves, and when the node follows its records into
 * another cluster: rule 11 of src/docs/design.md. All times are by {@link io.portmaster.loop.Loop#nanos()}.
 */
final class InstallationChoice {
    /** How long a majority must have answered from a new cluster before a node follows its records into it. */
    static final Duration FOLLOW_AFTER = Duration.ofSeconds(10);

    private final RollCall roll;
    private final RollCallText text;
    private final String prefix;
    private final @Nullable UUID pinned;
    private final CreationPolicy creation;

    /**
     * @param prefix of all keys, for people
     * @param pinned the only installation that may be served; null for any
     */
    InstallationChoice(RollCall roll, String prefix, @Nullable UUID pinned, CreationPolicy creation) {
        this.roll = roll;
        this.text = new RollCallText(roll);
        this.prefix = prefix;
        this.pinned = pinned;
        this.creation = creation;
    }

    /** What a node does at its start. */
    sealed interface Verdict {
        /** The node serves this installation. It may use the members that hold it in the cluster that it names. */
        record Serve(Installation installation) implements Verdict {}

        /** No installation exists. The node makes one in this cluster. */
        record Make(long cluster) implements Verdict {}

        /** The node can't decide yet, and asks the members again. */
        record Wait(String reason) implements Verdict {}

        /** A person has to change the list of addresses, the options, or etcd. */
        record Refuse(String reason) implements Verdict {}
    }

    /** What the node does, as long as it serves no installation. */
    Verdict verdict(long now) {
        Map<Member, MemberReport> reports = roll.fresh(now);
        if (roll.isComplete(now) && reports.values().stream().allMatch(MemberReport::lasting)) {
            return new Verdict.Refuse("etcd can't be used: " + text.describe(now));
        }
        List<Copy> copies = new ArrayList<>();
        reports.forEach((member, report) -> {
            Installation held = report.installation();
            if (held != null && (pinned == null || held.uuid().equals(pinned))) {
                copies.add(new Copy(member, held, report.namesItself()));
            }
        });
        return copies.isEmpty() ? withoutInstallation(reports, now) : withInstallation(copies, now);
    }

    /**
     * A set of records as a member holds it.
     *
     * @param original whether the records live in the cluster that they name; else they were restored from a snapshot
     */
    private record Copy(Member at, Installation held, boolean original) {}

    private Verdict withInstallation(List<Copy> copies, long now) {
        Set<UUID> withOriginal = new HashSet<>();
        copies.stream()
                .filter(Copy::original)
                .forEach(copy -> withOriginal.add(copy.held().uuid()));
        Map<Installation, Member> different = new LinkedHashMap<>();
        for (Copy copy : copies) {
            // A restored copy beside its original is only a stranger. A copy without an original may be followed later.
            if (copy.original() || !withOriginal.contains(copy.held().uuid())) {
                different.putIfAbsent(copy.held(), copy.at());
            }
        }
        if (different.size() > 1) {
            return new Verdict.Refuse(RollCallText.differentInstallations(different));
        }
        if (roll.isComplete(now) || roll.graceIsOver(now)) {
            return new Verdict.Serve(different.keySet().iterator().next());
        }
        return new Verdict.Wait("waits up to " + RollCall.GRACE.toSeconds() + " s for " + text.silent(now));
    }

    private Verdict withoutInstallation(Map<Member, MemberReport> reports, long now) {
        if (reports.isEmpty()) {
            return new Verdict.Wait("no etcd has answered yet: " + text.describe(now));
        }
        boolean allRead = roll.isComplete(now) && reports.values().stream().allMatch(MemberReport::read);
        if (pinned != null) {
            String missing = "no etcd holds the installation " + pinned + " under " + prefix;
            return allRead
                    ? new Verdict.Refuse(missing + ": " + text.describe(now))
                    : new Verdict.Wait(missing + " yet: " + text.describe(now));
        }
        Map<Long, Member> clusters = new TreeMap<>();
        reports.forEach((member, report) -> {
            if (report.read()) {
                clusters.putIfAbsent(report.cluster(), member);
            }
        });
        if (clusters.size() > 1 && (allRead || roll.graceIsOver(now))) {
            return new Verdict.Refuse(RollCallText.differentClusters(clusters, prefix));
        }
        boolean others =
                reports.values().stream().anyMatch(report -> !report.read() && !clusters.containsKey(report.cluster()));
        if (clusters.size() != 1 || others) {
            return new Verdict.Wait("etcd answers, but can't be read whole: " + text.describe(now));
        }
        boolean enough = roll.isComplete(now) || (creation == CreationPolicy.IF_ANY_ANSWERS && roll.graceIsOver(now));
        return enough
                ? new Verdict.Make(clusters.keySet().iterator().next())
                : new Verdict.Wait(
                        "no installation stands under " + prefix + ", and before one is made all addresses have to"
                                + " answer, or \"portmaster init\" makes it: waits for " + text.silent(now));
    }

    /**
     * The cluster that the records have moved to by a restore; null if they haven't. More than half of all addresses have
     * answered from it for {@link #FOLLOW_AFTER}, and none from the cluster that {@code _id} names.
     *
     * @param served what this node serves
     * @param namedHeardAt when the node last heard anything from the cluster that {@code _id} names; null for never
     */
    @Nullable
    Long newCluster(Installation served, @Nullable Long namedHeardAt, long now) {
        if ((namedHeardAt != null && now - namedHeardAt < FOLLOW_AFTER.toNanos())
                || roll.hasAnsweredWithin(FOLLOW_AFTER, served.cluster(), now)) {
            return null;
        }
        return roll.all().stream()
                .filter(report -> isCopyOf(served, report) && roll.isMajority(report.cluster(), FOLLOW_AFTER, now))
                .map(MemberReport::cluster)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether a member of another cluster holds the served records: a copy from a snapshot, which names the cluster that the
     * snapshot was taken in, or a copy that another node has followed already. Records in a cluster that they have left are
     * neither.
     */
    private static boolean isCopyOf(Installation served, MemberReport report) {
        Installation held = report.installation();
        return report.cluster() != served.cluster()
                && held != null
                && held.uuid().equals(served.uuid())
                && (!report.namesItself() || held.restores() > served.restores());
    }
}
