package io.portmaster.history;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an answer states of one name's port. */
final class NameStatement implements Statement {
    private final String name;
    private final List<Change> changes;
    private final Predicate<@Nullable Change> test;

    /** @param test is asked about the put that is in force; null while the name has no port */
    NameStatement(String name, Chronicle chronicle, Predicate<@Nullable Change> test) {
        this.name = name;
        this.changes = chronicle.of(name);
        this.test = test;
    }

    @Override
    public long firstTrue(long from, long to) {
        int index = lastUpTo(from);
        if (isTrueSince(index)) {
            return from;
        }
        for (int next = index + 1; next < changes.size() && changes.get(next).revision() <= to; next++) {
            if (isTrueSince(next)) {
                return changes.get(next).revision();
            }
        }
        return NEVER;
    }

    @Override
    public long falseSince(long revision) {
        for (int index = lastUpTo(revision); index >= 0; index--) {
            if (isTrueSince(index - 1)) {
                return changes.get(index).revision();
            }
        }
        return NEVER;
    }

    /** The index of the last change at or below a revision; -1 if there is none. */
    private int lastUpTo(long revision) {
        int index = changes.size() - 1;
        while (index >= 0 && changes.get(index).revision() > revision) {
            index--;
        }
        return index;
    }

    private boolean isTrueSince(int index) {
        return test.test(index < 0 ? null : put(changes.get(index)));
    }

    /** A change of the name's that gives the port to another, or to nobody, is none of its puts. */
    private @Nullable Change put(Change change) {
        return change.holding() != null && change.holding().name().equals(name) ? change : null;
    }
}
