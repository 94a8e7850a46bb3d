package io.portmaster.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every change of the service's ports and of their cooling keys, as a watch of etcd has told it. Changes are added at the end. Only its writer uses it
 * until it is complete.
 */
public final class Chronicle {
    private final List<Change> changes = new ArrayList<>();
    private final List<@Nullable HeldPort> former = new ArrayList<>();
    private final SortedMap<Integer, HeldPort> last = new TreeMap<>();
    private final Map<Integer, List<Change>> byPort = new HashMap<>();
    private final Map<String, List<Change>> byName = new HashMap<>();
    private final List<CoolingChange> coolings = new ArrayList<>();
    private long end = Long.MIN_VALUE;

    /**
     * @param change at the newest revision so far, or at one above it
     * @throws IllegalArgumentException if it is out of order, or that port has changed at that revision already
     */
    void add(Change change) {
        List<Change> ofPort = byPort.computeIfAbsent(change.port(), port -> new ArrayList<>());
        boolean again = !ofPort.isEmpty() && ofPort.get(ofPort.size() - 1).revision() == change.revision();
        if (change.revision() < lastRevision() || again) {
            throw new IllegalArgumentException("out of order, after revision " + lastRevision() + ": " + change);
        }
        HeldPort before =
                change.holding() == null ? last.remove(change.port()) : last.put(change.port(), change.holding());
        changes.add(change);
        former.add(before);
        ofPort.add(change);
        noteName(before, change);
        if (change.holding() != null
                && (before == null || !before.name().equals(change.holding().name()))) {
            noteName(change.holding(), change);
        }
        completeUntil(change.seen());
    }

    /**
     * @param change at the newest revision of a cooling key so far, or at one above it
     * @throws IllegalArgumentException if it is out of order
     */
    void add(CoolingChange change) {
        if (!coolings.isEmpty() && change.revision() < coolings.get(coolings.size() - 1).revision()) {
            throw new IllegalArgumentException("out of order: " + change);
        }
        coolings.add(change);
        completeUntil(change.seen());
    }

    private void noteName(@Nullable HeldPort whose, Change change) {
        if (whose != null) {
            byName.computeIfAbsent(whose.name(), name -> new ArrayList<>()).add(change);
        }
    }

    /** Says that no other change has happened until that time, by the clock of {@link System#nanoTime}. */
    public void completeUntil(long nanos) {
        end = Math.max(end, nanos);
    }

    /** The time until which the chronicle is complete: as it was told, or when its last change was seen. */
    long end() {
        return end;
    }

    /** All changes, by revision. */
    List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    /** All changes of cooling keys, by revision. */
    List<CoolingChange> coolings() {
        return Collections.unmodifiableList(coolings);
    }

    /** What the change's port held before; null if it was free. */
    @Nullable
    HeldPort former(int index) {
        return former.get(index);
    }

    /** The changes of a port. */
    public List<Change> of(int port) {
        return Collections.unmodifiableList(byPort.getOrDefault(port, List.of()));
    }

    /** The changes that gave that name a port, kept it there, or took it away. */
    public List<Change> of(String name) {
        return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
    }

    /** The change of a port at exactly that revision; null if there is none. */
    @Nullable
    Change at(int port, long revision) {
        List<Change> ofPort = of(port);
        int index = Collections.binarySearch(
                ofPort,
                new Change(revision, 0, port, null),
                (one, other) -> Long.compare(one.revision(), other.revision()));
        return index < 0 ? null : ofPort.get(index);
    }

    /** All names that ever had a port. */
    Collection<String> names() {
        return Collections.unmodifiableCollection(byName.keySet());
    }

    /** The revision of the first change; 0 if there is none. */
    long firstRevision() {
        return changes.isEmpty() ? 0 : changes.get(0).revision();
    }

    /** The revision of the last change; 0 if there is none. */
    long lastRevision() {
        return changes.isEmpty() ? 0 : changes.get(changes.size() - 1).revision();
    }

    /** What each port holds after the last change. */
    public SortedMap<Integer, HeldPort> last() {
        return Collections.unmodifiableSortedMap(last);
    }

    /** What each port held at a revision. This replays the changes from the beginning. */
    SortedMap<Integer, HeldPort> at(long revision) {
        SortedMap<Integer, HeldPort> standing = new TreeMap<>();
        for (Change change : changes) {
            if (change.revision() > revision) {
                break;
            }
            if (change.holding() == null) {
                standing.remove(change.port());
            } else {
                standing.put(change.port(), change.holding());
            }
        }
        return Collections.unmodifiableSortedMap(standing);
    }
}
