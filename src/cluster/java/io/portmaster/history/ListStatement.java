package io.portmaster.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says what all ports in one state are, and that there are no others. */
final class ListStatement implements Statement {
    private final HeldPort.State state;
    private final Map<Integer, HeldPort> listed = new HashMap<>();
    private final Chronicle chronicle;
    private final Standing standing;

    /** @param standing has never been beyond any revision that this is asked about */
    ListStatement(HeldPort.State state, List<HeldPort> listed, Chronicle chronicle, Standing standing) {
        this.state = state;
        this.chronicle = chronicle;
        this.standing = standing;
        listed.forEach(holding -> this.listed.put(holding.port(), holding));
    }

    /** Walks on from the state at the first revision, and counts the ports that are not as listed. */
    @Override
    public long firstTrue(long from, long to) {
        standing.advanceTo(from);
        int wrong = differences().size();
        if (wrong == 0) {
            return from;
        }
        List<Change> changes = chronicle.changes();
        for (int index = standing.index();
                index < changes.size() && changes.get(index).revision() <= to;
                index++) {
            wrong += isWrong(changes.get(index).port(), changes.get(index).holding());
            wrong -= isWrong(changes.get(index).port(), chronicle.former(index));
            if (wrong == 0 && endsRevision(index)) {
                return changes.get(index).revision();
            }
        }
        return NEVER;
    }

    @Override
    public long falseSince(long revision) {
        standing.advanceTo(revision);
        int wrong = differences().size();
        for (int index = standing.index() - 1; index >= 0; index--) {
            Change change = chronicle.changes().get(index);
            wrong += isWrong(change.port(), chronicle.former(index));
            wrong -= isWrong(change.port(), change.holding());
            if (wrong == 0 && (index == 0 || endsRevision(index - 1))) {
                return change.revision();
            }
        }
        return NEVER;
    }

    /** The ports that are not as listed where it was looked last. */
    TreeSet<Integer> differences() {
        TreeSet<Integer> ports = new TreeSet<>(listed.keySet());
        ports.addAll(standing.holdings().keySet());
        ports.removeIf(port -> isWrong(port, standing.holdings().get(port)) == 0);
        return ports;
    }

    private int isWrong(int port, @Nullable HeldPort holding) {
        HeldPort shown = holding == null || holding.state() != state ? null : holding;
        HeldPort said = listed.get(port);
        return (shown == null ? said == null : shown.equals(said)) ? 0 : 1;
    }

    private boolean endsRevision(int index) {
        List<Change> changes = chronicle.changes();
        return index + 1 == changes.size()
                || changes.get(index + 1).revision() > changes.get(index).revision();
    }
}
