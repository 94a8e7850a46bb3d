package io.portmaster.cluster;

import io.portmaster.cluster.KeySpace.Group;
import io.portmaster.cluster.KeySpace.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The rules on groups: offers are there whole, and allocations have places of their own. */
final class GroupInvariants {
    private GroupInvariants() {}

    static void check(KeySpace keys, Breaches breaches) {
        Map<String, List<Port>> groups = new HashMap<>();
        for (Port port : keys.ports()) {
            if (port.group() != null) {
                groups.computeIfAbsent(port.group().id(), id -> new ArrayList<>()).add(port);
            }
        }
        groups.values().forEach(members -> check(members, breaches));
    }

    private static void check(List<Port> members, Breaches breaches) {
        int size = groupOf(members.get(0)).size();
        breaches.expect(allSame(members, Port::service), "a group in two services", members, null);
        breaches.expect(
                allSame(members, port -> groupOf(port).secretSha256()), "a group with two secrets", members, null);
        breaches.expect(allSame(members, port -> groupOf(port).size()), "a group of two sizes", members, null);
        breaches.expect(
                allSame(members, port -> groupOf(port).consecutive()), "a group consecutive in part", members, null);
        breaches.expect(
                !groupOf(members.get(0)).consecutive()
                        || allSame(members, port -> port.port() - groupOf(port).place()),
                "no neighbours",
                members,
                null);
        Set<Integer> places = new HashSet<>();
        members.forEach(port -> places.add(groupOf(port).place()));
        boolean placed = places.size() == members.size()
                && places.stream().allMatch(place -> place >= 0 && place < size);
        breaches.expect(placed, "wrong places in a group", members, null);
        if (members.stream().anyMatch(Port::isOffered)) {
            breaches.expect(allSame(members, Port::state), "a group accepted in part", members, null);
            breaches.expect(members.size() == size, "a part of a group", members, null);
            breaches.expect(allSame(members, Port::lease), "a group on two leases", members, null);
        }
    }

    private static boolean allSame(List<Port> members, Function<Port, Object> part) {
        return members.stream().map(part).distinct().count() == 1;
    }

    private static Group groupOf(Port port) {
        return Objects.requireNonNull(port.group());
    }
}
