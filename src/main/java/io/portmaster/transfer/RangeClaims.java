package io.portmaster.transfer;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ranges that belong to somebody. No two of them overlap. */
final class RangeClaims {
    private final TreeMap<Integer, Claim> byStart = new TreeMap<>();

    private record Claim(PortRange range, String owner) {}

    /** @param owner for people */
    void claim(PortSet ports, String owner) {
        ports.ranges().forEach(range -> byStart.put(range.start(), new Claim(range, owner)));
    }

    /** One owner of some of these ports, and the range; null if they are nobody's. */
    @Nullable
    String inTheWayOf(PortSet ports) {
        for (PortRange range : ports.ranges()) {
            // Claims don't overlap, so the last one that begins before the range's end reaches the furthest.
            Map.Entry<Integer, Claim> last = byStart.floorEntry(range.end());
            if (last != null && last.getValue().range().overlaps(range)) {
                return last.getValue().owner() + " ("
                        + PortSet.of(last.getValue().range()) + ")";
            }
        }
        return null;
    }
}
