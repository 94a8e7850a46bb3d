package io.portmaster.check;

import io.portmaster.record.Holding;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.StoredKey.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Checks the groups of a space. The offers of a group begin and end together, so they are all there. Allocations of a group are
 * released one by one.
 */
final class GroupCheck {
    private final boolean allReadable;
    private final Findings findings;

    private GroupCheck(boolean allReadable, Findings findings) {
        this.allReadable = allReadable;
        this.findings = findings;
    }

    static void check(SpaceKeys keys, Findings findings) {
        boolean allReadable = keys.all().stream()
                .allMatch(content -> content.value() instanceof Holding || !(content.key() instanceof Key.PortKey));
        GroupCheck check = new GroupCheck(allReadable, findings);
        groups(keys).values().stream()
                .map(Members::new)
                .filter(Members::areJudged)
                .forEach(check::check);
    }

    /** The records that have a group, by its nonce. */
    private static Map<UUID, List<Content>> groups(SpaceKeys keys) {
        Map<UUID, List<Content>> groups = new LinkedHashMap<>();
        for (Content content : keys.all()) {
            if (content.value() instanceof Holding holding && holding.group() != null) {
                groups.computeIfAbsent(holding.receipt().nonce(), nonce -> new ArrayList<>())
                        .add(content);
            }
        }
        return groups;
    }

    private void check(Members members) {
        if (!members.haveTheSame(Holding::service)
                || !members.haveTheSame(holding -> holding.receipt().secretSha256())
                || !members.haveTheSame(holding -> group(holding).size())
                || !members.haveTheSame(holding -> group(holding).consecutive())) {
            report("the services, secrets, sizes or wishes of the group differ", members);
        } else if (!members.havePlaces()) {
            report("two holdings of one group have the same place, or one has none of its places", members);
        } else if (group(members.first()).consecutive()
                && !members.haveTheSame(
                        holding -> holding.port() - group(holding).place())) {
            report("a consecutive group whose ports are no neighbours", members);
        } else if (members.any(Offer.class)) {
            checkOffers(members);
        }
    }

    private void checkOffers(Members members) {
        int size = group(members.first()).size();
        if (!members.haveTheSame(Holding::state)) {
            report("the group has both offers and allocations", members);
        } else if (members.number() < size && allReadable) {
            // A record that can't be read may be one that is missing.
            report("a group of " + size + " offers, of which there are " + members.number(), members);
        } else if (!members.areOnOneLease()) {
            report("a group of offers on different leases", members);
        }
    }

    private void report(String what, Members members) {
        findings.report(what, members.contents.toArray(Content[]::new));
    }

    private static Group group(Holding holding) {
        return Objects.requireNonNull(holding.group());
    }

    /** The records of one group that are there. */
    private record Members(List<Content> contents) {
        boolean areJudged() {
            return contents.stream().allMatch(content -> Judged.is(content.value()));
        }

        int number() {
            return contents.size();
        }

        Holding first() {
            return (Holding) contents.get(0).value();
        }

        boolean any(Class<? extends Holding> kind) {
            return contents.stream().anyMatch(content -> kind.isInstance(content.value()));
        }

        boolean haveTheSame(Function<Holding, Object> part) {
            return contents.stream()
                            .map(content -> part.apply((Holding) content.value()))
                            .distinct()
                            .count()
                    == 1;
        }

        /** Whether each has a place of its own, below the size. */
        boolean havePlaces() {
            return contents.stream()
                            .map(content -> group((Holding) content.value()))
                            .filter(group -> group.place() >= 0 && group.place() < group.size())
                            .map(Group::place)
                            .distinct()
                            .count()
                    == contents.size();
        }

        boolean areOnOneLease() {
            return contents.stream().map(Content::lease).distinct().count() == 1;
        }
    }
}
