package io.portmaster.check;

import io.portmaster.domain.PortRange;
import io.portmaster.record.Service;
import io.portmaster.record.StoredKey.Content;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that no port belongs to two services of a space. */
final class RangeCheck {
    private RangeCheck() {}

    static void check(SpaceKeys keys, Findings findings) {
        Set<List<Content>> reported = new HashSet<>();
        Part reachingFarthest = null;
        for (Part part : parts(keys)) {
            if (reachingFarthest != null
                    && reachingFarthest.range().overlaps(part.range())
                    && reported.add(List.of(reachingFarthest.service(), part.service()))) {
                findings.report("the ranges overlap", reachingFarthest.service(), part.service());
            }
            if (reachingFarthest == null
                    || part.range().end() > reachingFarthest.range().end()) {
                reachingFarthest = part;
            }
        }
    }

    /** All ranges of all services, by their first ports. */
    private static List<Part> parts(SpaceKeys keys) {
        return keys.judged(Service.class).stream()
                .flatMap(service ->
                        ((Service) service.value()).ports().ranges().stream().map(range -> new Part(range, service)))
                .sorted(Comparator.comparingInt(part -> part.range().start()))
                .toList();
    }

    private record Part(PortRange range, Content service) {}
}
