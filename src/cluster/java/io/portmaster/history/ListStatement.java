package io.portmaster.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a list states: all ports in one state, and that there are no others. */
final class ListStatement implements Statement {
    private final HeldPort.State state;
    private final Map<Integer, HeldPort> listed = new HashMap<>();
    private final Chronicle chronicle;
    private final ChronicleReplay replay;

    /** @param replay has never been beyond any revision that this is asked about */
    ListStatement(HeldPort.State state, List<HeldPort> listed, Chronicle chronicle, ChronicleReplay replay) {
        this.state = state;
        this.chronicle = chronicle;
        this.replay = replay;
        listed.forEach(holding -> this.listed.put(holding.port(), holding));
    }

    /** Replays the changes from the first revision on, and counts the ports that are not as listed. */
    @Override
    public long firstTrue(long from, long to) {
        replay.advanceTo(from);
        int wrong = differences().size();
        if (wrong == 0) {
            return from;
        }
        List<Change> changes = chronicle.changes();
        for (int index = replay.index();
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
        replay.advanceTo(revision);
        int wrong = differences().size();
        for (int index = replay.index() - 1; index >= 0; index--) {
            Change change = chronicle.changes().get(index);
            wrong += isWrong(change.port(), chronicle.former(index));
            wrong -= isWrong(change.port(), change.holding());
            if (wrong == 0 && (index == 0 || endsRevision(index - 1))) {
                return change.revision();
            }
        }
        return NEVER;
    }

    /** The ports that are not as listed at the revision that was looked at last. */
    TreeSet<Integer> differences() {
        TreeSet<Integer> ports = new TreeSet<>(listed.keySet());
        ports.addAll(replay.holdings().keySet());
        ports.removeIf(port -> isWrong(port, replay.holdings().get(port)) == 0);
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
