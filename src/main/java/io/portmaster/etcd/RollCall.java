package io.portmaster.etcd;

import io.portmaster.etcd.EtcdOptions.Making;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has answered at each address of the list, and what follows from it: which installation a node serves, and when it follows
 * its records into another cluster. Pure: it is told what was heard, and when.
 */
final class RollCall {
    /** For so long a node waits, once it has heard from any address, for those that are silent. */
    static final Duration GRACE = Duration.ofSeconds(3);

    /** For so long a majority must have answered from a new cluster before a node follows its records there. */
    static final Duration ADOPT_AFTER = Duration.ofSeconds(10);

    /** An answer that is older says nothing of now. All members are asked more often while there is a decision to make. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final MemberList list;
    private final String prefix;
    private final @Nullable UUID pinned;
    private final Making making;
    private final Map<Member, Heard> heard = new HashMap<>();
    private final Map<Member, String> silences = new HashMap<>();
    private @Nullable Long firstHeardAt;

    /**
     * @param prefix of all keys, for people
     * @param pinned the only installation that may be served; null for any
     */
    RollCall(MemberList list, String prefix, @Nullable UUID pinned, Making making) {
        this.list = list;
        this.prefix = prefix;
        this.pinned = pinned;
        this.making = making;
    }

    /**
     * @param since when the member began to answer from that cluster, without a word from another one in between, and without a
     *     silence that would hide one
     * @param at when it answered last
     */
    private record Heard(MemberReport report, long since, long at) {}

    /** What a node does at its start. */
    sealed interface Verdict {
        /** It serves this installation. The members that hold it in the cluster that it names may be used. */
        record Serve(Installation installation) implements Verdict {}

        /** There is none yet, and it makes one, in this cluster. */
        record Make(long cluster) implements Verdict {}

        /** It has to wait, and asks again. */
        record Wait(String reason) implements Verdict {}

        /** A person has to change the list, the options, or etcd. */
        record Refuse(String reason) implements Verdict {}
    }

    /** @param now by {@link io.portmaster.loop.Loop#nanos()}, as everywhere here */
    void answered(Member member, MemberReport report, long now) {
        Heard before = heard.get(member);
        long since = before != null && before.report.cluster() == report.cluster() && isFresh(before, now)
                ? before.since
                : now;
        heard.put(member, new Heard(report, since, now));
        silences.remove(member);
        firstHeardAt = firstHeardAt == null ? Long.valueOf(now) : firstHeardAt;
        if (heard.size() > list.members().size()) {
            heard.keySet().retainAll(list.members());
            silences.keySet().retainAll(list.members());
        }
    }

    /** It did not answer at all. What it said before stands for a while. */
    void silent(Member member, String why) {
        silences.put(member, why);
    }

    /** What to do, as long as no installation is known. */
    Verdict verdict(long now) {
        Map<Member, MemberReport> reports = fresh(now);
        if (isComplete(now) && reports.values().stream().allMatch(MemberReport::lasting)) {
            return new Verdict.Refuse("etcd can't be used: " + describe(now));
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
     * @param original whether it lives in the cluster that it names; else it was restored from a snapshot
     */
    private record Copy(Member at, Installation held, boolean original) {}

    private Verdict withInstallation(List<Copy> copies, long now) {
        Set<UUID> withOriginal = new HashSet<>();
        copies.stream()
                .filter(Copy::original)
                .forEach(copy -> withOriginal.add(copy.held().uuid()));
        Map<Installation, Member> rivals = new LinkedHashMap<>();
        for (Copy copy : copies) {
            // A restored copy beside its original is a stranger, and no rival. One without an original may be followed
            // in time.
            if (copy.original() || !withOriginal.contains(copy.held().uuid())) {
                rivals.putIfAbsent(copy.held(), copy.at());
            }
        }
        if (rivals.size() > 1) {
            return new Verdict.Refuse("the etcd addresses lead to different installations: "
                    + rivals.entrySet().stream()
                            .map(one -> one.getKey() + " at " + one.getValue())
                            .collect(Collectors.joining(", and "))
                    + "; give the addresses of one cluster, or name one installation with --installation");
        }
        if (isComplete(now) || graceIsOver(now)) {
            return new Verdict.Serve(rivals.keySet().iterator().next());
        }
        return new Verdict.Wait("waits up to " + GRACE.toSeconds() + " s for " + silent(now));
    }

    private Verdict withoutInstallation(Map<Member, MemberReport> reports, long now) {
        if (reports.isEmpty()) {
            return new Verdict.Wait("no etcd has answered yet: " + describe(now));
        }
        boolean allRead = isComplete(now) && reports.values().stream().allMatch(MemberReport::read);
        if (pinned != null) {
            String missing = "no etcd holds the installation " + pinned + " under " + prefix;
            return allRead
                    ? new Verdict.Refuse(missing + ": " + describe(now))
                    : new Verdict.Wait(missing + " yet: " + describe(now));
        }
        Map<Long, Member> clusters = new TreeMap<>();
        reports.forEach((member, report) -> {
            if (report.read()) {
                clusters.putIfAbsent(report.cluster(), member);
            }
        });
        if (clusters.size() > 1 && (allRead || graceIsOver(now))) {
            return new Verdict.Refuse("the etcd addresses lead to different clusters: "
                    + clusters.entrySet().stream()
                            .map(one -> Installation.hex(one.getKey()) + " at " + one.getValue())
                            .collect(Collectors.joining(", and "))
                    + ", and none holds an installation under " + prefix + "; give the addresses of one cluster");
        }
        boolean others =
                reports.values().stream().anyMatch(report -> !report.read() && !clusters.containsKey(report.cluster()));
        if (clusters.size() != 1 || others) {
            return new Verdict.Wait("etcd answers, but can't be read whole: " + describe(now));
        }
        boolean enough = isComplete(now) || (making == Making.IF_ANY_ANSWERS && graceIsOver(now));
        if (!enough) {
            return new Verdict.Wait(
                    "no installation stands under " + prefix + ", and before one is made all addresses have to"
                            + " answer, or \"portmaster init\" makes it: waits for " + silent(now));
        }
        return new Verdict.Make(clusters.keySet().iterator().next());
    }

    /**
     * The cluster that the records have moved to by a restore, or null. More than half of all addresses have answered from it for
     * {@link #ADOPT_AFTER}, and none from the one that {@code _id} names.
     *
     * @param served what this node serves
     * @param namedHeardAt when anything was last heard from the cluster that it names
     */
    @Nullable
    Long newCluster(Installation served, @Nullable Long namedHeardAt, long now) {
        if (namedHeardAt != null && now - namedHeardAt < ADOPT_AFTER.toNanos()) {
            return null;
        }
        boolean namedAnswers = heard.values().stream()
                .anyMatch(one -> one.report.cluster() == served.cluster() && now - one.at < ADOPT_AFTER.toNanos());
        return namedAnswers
                ? null
                : heard.values().stream()
                        .map(Heard::report)
                        .filter(report -> isCopyOf(served, report) && isMajority(report.cluster(), now))
                        .map(MemberReport::cluster)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Whether a member of another cluster holds the records that are served: a copy out of a snapshot, which names the cluster that the
     * snapshot was taken in, or one that another node has followed by now. What was followed before and left is neither.
     */
    private static boolean isCopyOf(Installation served, MemberReport report) {
        Installation held = report.installation();
        return report.cluster() != served.cluster()
                && held != null
                && held.uuid().equals(served.uuid())
                && (!report.namesItself() || held.restores() > served.restores());
    }

    /** Of a name with addresses of both families the larger one counts, since both may lead to the same members. */
    private boolean isMajority(long cluster, long now) {
        Set<Member> counted = new HashSet<>();
        int silentNames = 0;
        for (List<Member> members : list.byUrl().values()) {
            List<Member> four = ofFamily(members, true);
            List<Member> six = ofFamily(members, false);
            boolean moreSix = six.size() > four.size()
                    || (six.size() == four.size() && countHeard(six, now) > countHeard(four, now));
            counted.addAll(moreSix ? six : four);
            silentNames += members.isEmpty() ? 1 : 0;
        }
        long moved =
                counted.stream().filter(member -> isThere(member, cluster, now)).count();
        return 2 * moved > counted.size() + silentNames;
    }

    private boolean isThere(Member member, long cluster, long now) {
        Heard one = heard.get(member);
        return one != null
                && one.report.cluster() == cluster
                && isFresh(one, now)
                && now - one.since >= ADOPT_AFTER.toNanos();
    }

    /** Whether every address has answered; of a name, every one of its IPv4 or every one of its IPv6 addresses. */
    boolean isComplete(long now) {
        return list.byUrl().values().stream()
                .allMatch(members ->
                        isHeardWhole(ofFamily(members, true), now) || isHeardWhole(ofFamily(members, false), now));
    }

    private boolean isHeardWhole(List<Member> members, long now) {
        return !members.isEmpty() && countHeard(members, now) == members.size();
    }

    private long countHeard(List<Member> members, long now) {
        return members.stream().filter(member -> isHeard(member, now)).count();
    }

    private static List<Member> ofFamily(List<Member> members, boolean four) {
        return members.stream()
                .filter(member -> member.socket().getAddress() instanceof Inet4Address == four)
                .toList();
    }

    /** Whether any address has answered so far. */
    boolean hasHeard() {
        return firstHeardAt != null;
    }

    private boolean graceIsOver(long now) {
        return firstHeardAt != null && now - firstHeardAt >= GRACE.toNanos();
    }

    private boolean isHeard(Member member, long now) {
        Heard one = heard.get(member);
        return one != null && isFresh(one, now);
    }

    private static boolean isFresh(Heard one, long now) {
        return now - one.at < FRESH.toNanos();
    }

    /** By member, in the order of the list. */
    private Map<Member, MemberReport> fresh(long now) {
        Map<Member, MemberReport> reports = new LinkedHashMap<>();
        for (Member member : list.members()) {
            Heard one = heard.get(member);
            if (one != null && isFresh(one, now)) {
                reports.put(member, one.report);
            }
        }
        return reports;
    }

    private String silent(long now) {
        Set<String> labels = new TreeSet<>();
        list.byUrl().forEach((url, members) -> {
            if (members.isEmpty()) {
                labels.add("http://" + url.getRawAuthority() + " (the name can't be resolved)");
            }
            if (!isHeardWhole(ofFamily(members, true), now) && !isHeardWhole(ofFamily(members, false), now)) {
                members.stream()
                        .filter(member -> !isHeard(member, now))
                        .forEach(member -> labels.add(member + why(member)));
            }
        });
        return String.join(", ", labels);
    }

    private String why(Member member) {
        String why = silences.get(member);
        return why == null ? "" : " (" + why + ")";
    }

    /** Each address, and what is known of it, in one line. */
    String describe(long now) {
        List<String> parts = new ArrayList<>();
        fresh(now).forEach((member, report) -> parts.add(member + " " + describe(report)));
        String silent = silent(now);
        if (!silent.isEmpty()) {
            parts.add("no answer from " + silent);
        }
        return String.join("; ", parts);
    }

    private static String describe(MemberReport report) {
        if (report.problem() != null) {
            return report.problem();
        }
        String cluster = "belongs to cluster " + Installation.hex(report.cluster());
        return report.installation() == null
                ? cluster + " and holds no installation"
                : cluster + " and holds installation " + report.installation();
    }

    /** Why that member is a stranger to what this node serves; null for one that is none. */
    static @Nullable String strangeness(Installation served, MemberReport report) {
        if (report.cluster() == MemberReport.UNKNOWN) {
            return null;
        }
        if (report.cluster() != served.cluster()) {
            return "it belongs to etcd cluster " + Installation.hex(report.cluster()) + ", and this installation is in "
                    + Installation.hex(served.cluster());
        }
        if (report.read() && !served.equals(report.installation())) {
            return "it holds "
                    + (report.installation() == null ? "no installation" : "installation " + report.installation())
                    + ", and this node serves " + served.uuid();
        }
        return null;
    }

    /** A line for each member that answers and is a stranger to what this node serves. */
    List<String> strangers(Installation served, long now, Duration within) {
        List<String> lines = new ArrayList<>();
        list.members().forEach(member -> {
            Heard one = heard.get(member);
            String strangeness =
                    one == null || now - one.at > within.toNanos() ? null : strangeness(served, one.report);
            if (strangeness != null) {
                lines.add(member + " is a stranger: " + strangeness);
            }
        });
        return lines;
    }
}
