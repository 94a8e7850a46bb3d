package io.portmaster.check;

import io.portmaster.record.StoredKey;
import io.portmaster.record.StoredKey.Anchor;
import io.portmaster.record.StoredKey.Content;
import io.portmaster.record.StoredKey.InSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The numbers of keys in a store, and the invariants that don't hold there.
 *
 * @param revision of the store at which all keys were read
 * @param installation whose records these are, for people
 * @param keys how many there are in all
 * @param spaces in the order of their names. Each is checked by itself, since two spaces may give the same port
 * @param leases of clients, which belong to no space
 * @param reserved how many keys have names that are reserved for later versions
 * @param overdue offers that should have ended and are still there
 */
public record Report(
        long revision,
        String installation,
        int keys,
        List<SpaceCounts> spaces,
        LeaseCounts leases,
        int reserved,
        List<Content> overdue,
        List<InvariantViolation> violations) {

    /**
     * Checks all keys of a store.
     *
     * @param revision at which all of them were read
     * @param installation whose records these are, for people
     * @param now tells which offers should have ended
     */
    public static Report of(long revision, String installation, List<StoredKey> found, Instant now) {
        TreeMap<String, List<InSpace>> spaces = new TreeMap<>();
        List<SpaceCounts> counts = new ArrayList<>();
        List<Content> overdue = new ArrayList<>();
        List<Anchor> anchors = new ArrayList<>();
        Findings findings = new Findings();
        int reserved = 0;
        for (StoredKey one : found) {
            if (one instanceof InSpace part) {
                spaces.computeIfAbsent(part.space(), space -> new ArrayList<>()).add(part);
            } else if (one instanceof StoredKey.Reserved) {
                reserved++;
            } else if (one instanceof Anchor anchor) {
                anchors.add(anchor);
            } else if (!(one instanceof StoredKey.Identity)) {
                findings.report("no key that Portmaster knows", one);
            }
        }
        Anchors standing = new Anchors(anchors);
        spaces.forEach((space, parts) -> {
            counts.add(SpaceCounts.of(space, parts, now));
            parts.stream()
                    .filter(part -> SpaceCounts.isOverdue(part, now))
                    .forEach(part -> overdue.add((Content) part));
            SpaceCheck.check(parts, standing, findings);
        });
        AnchorCheck.check(anchors, standing, findings);
        return new Report(
                revision,
                installation,
                found.size(),
                List.copyOf(counts),
                LeaseCounts.of(anchors),
                reserved,
                List.copyOf(overdue),
                findings.all());
    }
}
