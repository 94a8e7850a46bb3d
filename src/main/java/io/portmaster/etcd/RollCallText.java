package io.portmaster.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells people what the addresses have answered. Each text is one line. */
final class RollCallText {
    private final RollCall roll;

    RollCallText(RollCall roll) {
        this.roll = roll;
    }

    /** Each address, and its last answer. */
    String describe(long now) {
        List<String> parts = new ArrayList<>();
        roll.fresh(now).forEach((member, report) -> parts.add(member + " " + describe(report)));
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

    /** The addresses that the node waits for, each with the reason for its silence. */
    String silent(long now) {
        Set<String> labels = new TreeSet<>();
        roll.list().byUrl().forEach((url, members) -> {
            if (members.isEmpty()) {
                labels.add("http://" + url.getRawAuthority() + " (the name can't be resolved)");
            }
            if (!roll.isComplete(members, now)) {
                members.stream()
                        .filter(member -> !roll.isHeard(member, now))
                        .forEach(member -> labels.add(member + why(member)));
            }
        });
        return String.join(", ", labels);
    }

    private String why(Member member) {
        String why = roll.whySilent(member);
        return why == null ? "" : " (" + why + ")";
    }

    /**
     * A line for each stranger.
     *
     * @param served what this node serves
     * @param within the greatest age of an answer
     */
    List<String> strangers(Installation served, long now, Duration within) {
        List<String> lines = new ArrayList<>();
        roll.within(within, now).forEach((member, report) -> {
            String strangeness = strangeness(served, report);
            if (strangeness != null) {
                lines.add(member + " is a stranger: " + strangeness);
            }
        });
        return lines;
    }

    /** Why a member is a stranger to the installation that this node serves; null for a member that is none. */
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

    /** @param different installations, each with a member that holds it */
    static String differentInstallations(Map<Installation, Member> different) {
        return "the etcd addresses lead to different installations: " + each(different, Installation::toString)
                + "; give the addresses of one cluster, or name one installation with --installation";
    }

    /** @param different ids of clusters, each with a member of it */
    static String differentClusters(Map<Long, Member> different, String prefix) {
        return "the etcd addresses lead to different clusters: " + each(different, Installation::hex)
                + ", and none holds an installation under " + prefix + "; give the addresses of one cluster";
    }

    private static <T> String each(Map<T, Member> found, Function<T, String> name) {
        return found.entrySet().stream()
                .map(one -> name.apply(one.getKey()) + " at " + one.getValue())
                .collect(Collectors.joining(", and "));
    }
}
