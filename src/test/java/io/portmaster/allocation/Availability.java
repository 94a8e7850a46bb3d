package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which ports of a service can be had, by its records at one moment. It looks at each port, and has nothing in common with the
 * search that it judges.
 */
record Availability(SpaceRecords records, Service service) {
    /** The ports that anybody may have who doesn't exclude them, in order. */
    List<Integer> free(Set<Integer> exclude) {
        return ports().filter(port ->
                        !service.reserved().contains(port) && !exclude.contains(port) && !isHeld(port) && !cools(port))
                .boxed()
                .toList();
    }

    /** The length of the longest run of free neighbours. Ranges that touch are one, so neighbours are always of one range. */
    int longestRun(Set<Integer> exclude) {
        List<Integer> free = free(exclude);
        int longest = 0;
        int run = 0;
        for (int i = 0; i < free.size(); i++) {
            boolean follows = i > 0 && free.get(i) == free.get(i - 1) + 1;
            run = follows ? run + 1 : 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** How many of the names have a former port that they can have back. */
    int returning(Collection<Name> names, Set<Integer> exclude) {
        return (int) names.stream()
                .filter(name ->
                        ports().anyMatch(port -> !exclude.contains(port) && !isHeld(port) && isFormerPort(port, name)))
                .count();
    }

    boolean owns(int port) {
        return service.ports().contains(port);
    }

    /** Whether the name can have that port by its number. */
    boolean canHave(int port, Name name) {
        return owns(port) && !isHeld(port) && (!cools(port) || isFormerPort(port, name));
    }

    private IntStream ports() {
        return service.ports().ranges().stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.start(), range.end()));
    }

    private boolean isHeld(int port) {
        return records.entry(new Key.PortKey(records.space(), port)) != null;
    }

    private boolean cools(int port) {
        return records.entry(new Key.CoolingKey(records.space(), port)) != null;
    }

    private boolean isFormerPort(int port, Name name) {
        Entry<Cooling> cooling = records.cooling(port);
        return cooling != null
                && cooling.value().reason() != Cooling.Reason.BUSY
                && cooling.value().service().equals(service.name())
                && cooling.value().name().equals(name);
    }
}
