package io.portmaster.etcd;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last answer of each address in the list, and when it came. {@link InstallationChoice} decides on it. Pure: the caller
 * tells it the answers and the time, by {@link io.portmaster.loop.Loop#nanos()}.
 */
final class RollCall {
    /** How long a node waits for silent addresses after the first answer. */
    static final Duration GRACE = Duration.ofSeconds(3);

    /** The age from which on an answer no longer counts. While a decision is due, each member is asked more often. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final MemberList list;
    private final Map<Member, Heard> heard = new HashMap<>();
    private final Map<Member, String> silences = new HashMap<>();
    private @Nullable Long firstHeardAt;

    RollCall(MemberList list) {
        this.list = list;
    }

    /**
     * A member's last answer.
     *
     * @param since from when on all its answers named this cluster, with no gap between them in which it might have named another
     * @param at when the last answer came
     */
    private record Heard(MemberReport report, long since, long at) {}

    /** Takes note of an answer. */
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

    /** Takes note that the member didn't answer. Its last answer counts on until it is too old. */
    void silent(Member member, String why) {
        silences.put(member, why);
    }

    /** Why the member's last silence came about; null if the member has answered since, or was never silent. */
    @Nullable
    String whySilent(Member member) {
        return silences.get(member);
    }

    /** The addresses that the answers came from, and those that are still silent. */
    MemberList list() {
        return list;
    }

    /** Whether any address has ever answered. */
    boolean hasHeard() {
        return firstHeardAt != null;
    }

    /** Whether the time for silent addresses is over. */
    boolean graceIsOver(long now) {
        return firstHeardAt != null && now - firstHeardAt >= GRACE.toNanos();
    }

    /** The answers that count, in the order of the list. */
    Map<Member, MemberReport> fresh(long now) {
        return within(FRESH, now);
    }

    /** The answers that are not older than {@code age}, in the order of the list. */
    Map<Member, MemberReport> within(Duration age, long now) {
        Map<Member, MemberReport> reports = new LinkedHashMap<>();
        for (Member member : list.members()) {
            Heard one = heard.get(member);
            if (one != null && now - one.at < age.toNanos()) {
                reports.put(member, one.report);
            }
        }
        return reports;
    }

    /** The last answer of each member, however old, also of members that have left the list since. */
    List<MemberReport> all() {
        return heard.values().stream().map(Heard::report).toList();
    }

    /** Whether the member's last answer counts. */
    boolean isHeard(Member member, long now) {
        Heard one = heard.get(member);
        return one != null && isFresh(one, now);
    }

    /** Whether any member has answered from the cluster within that time. */
    boolean hasAnsweredWithin(Duration time, long cluster, long now) {
        return heard.values().stream()
                .anyMatch(one -> one.report.cluster() == cluster && now - one.at < time.toNanos());
    }

    /** Whether every address has answered. Of a name it is enough that all its IPv4 or all its IPv6 addresses have. */
    boolean isComplete(long now) {
        return list.byUrl().values().stream().allMatch(members -> isComplete(members, now));
    }

    /** Whether all IPv4 or all IPv6 addresses of one name have answered. */
    boolean isComplete(List<Member> addresses, long now) {
        return isHeardWhole(ofFamily(addresses, true), now) || isHeardWhole(ofFamily(addresses, false), now);
    }

    private boolean isHeardWhole(List<Member> members, long now) {
        return !members.isEmpty() && countHeard(members, now) == members.size();
    }

    /**
     * Whether more than half of all addresses have answered from the cluster for that time. Of a name with addresses of both
     * families only the larger family counts, since both may lead to the same members.
     */
    boolean isMajority(long cluster, Duration time, long now) {
        Set<Member> counted = new HashSet<>();
        int namesWithoutAddress = 0;
        for (List<Member> members : list.byUrl().values()) {
            List<Member> four = ofFamily(members, true);
            List<Member> six = ofFamily(members, false);
            boolean moreSix = six.size() > four.size()
                    || (six.size() == four.size() && countHeard(six, now) > countHeard(four, now));
            counted.addAll(moreSix ? six : four);
            namesWithoutAddress += members.isEmpty() ? 1 : 0;
        }
        long answered = counted.stream()
                .filter(member -> hasAnsweredFor(time, member, cluster, now))
                .count();
        return 2 * answered > counted.size() + namesWithoutAddress;
    }

    private boolean hasAnsweredFor(Duration time, Member member, long cluster, long now) {
        Heard one = heard.get(member);
        return one != null && one.report.cluster() == cluster && isFresh(one, now) && now - one.since >= time.toNanos();
    }

    private long countHeard(List<Member> members, long now) {
        return members.stream().filter(member -> isHeard(member, now)).count();
    }

    private static List<Member> ofFamily(List<Member> members, boolean four) {
        return members.stream()
                .filter(member -> member.socket().getAddress() instanceof Inet4Address == four)
                .toList();
    }

    private static boolean isFresh(Heard one, long now) {
        return now - one.at < FRESH.toNanos();
    }
}
