package io.portmaster.etcd;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the mutations of a batch over child transactions. A child for each mutation costs etcd a third more than one child
 * for many. But all members of a child take effect or none does, so a member that fails makes etcd do the work of the others
 * twice. So the size of children adapts: it is halved after a batch in which a child failed, and grows by one after a batch in
 * which none did.
 *
 * <p>Only mutations of one kind share a child, and contested ones share only with contested ones. Each such group has its own
 * size, so that one contested service doesn't make the children of others small. A change of a service always has a child of
 * its own.
 */
public final class ChildSizes {
    private static final int LARGEST = 40;

    /**
     * The largest weight of a child of several mutations: 40 accepts or 40 claims of one service, whose ports lie in some runs
     * of neighbours. The limits of the transaction may demand less.
     */
    private static final int HEAVIEST = 121;

    private final Map<Kind, Group> uncontested = new EnumMap<>(Kind.class);
    private final Map<Kind, Group> contested = new EnumMap<>(Kind.class);
    private final List<Group> groups = new ArrayList<>();
    private final boolean adapts;

    /** Mutations that may share a child. */
    private static final class Group {
        private int size;

        /** The number of its members in the batch that is being spread. */
        private int members;

        /** The child of that batch that takes the next member. */
        private @Nullable Child open;

        /** The limit that the size may grow to. */
        private final int largest;

        private Group(int size, int largest) {
            this.size = size;
            this.largest = largest;
        }

        /** The size with which children are as few as possible, and equally large. */
        private int evenSize() {
            int children = (members + size - 1) / size;
            return (members + children - 1) / children;
        }
    }

    private ChildSizes(int size, boolean adapts) {
        this.adapts = adapts;
        for (Kind kind : Kind.values()) {
            boolean alone = kind.changesServices();
            uncontested.put(kind, new Group(alone ? 1 : size, alone ? 1 : LARGEST));
            contested.put(kind, new Group(alone ? 1 : size, alone ? 1 : LARGEST));
        }
        groups.addAll(uncontested.values());
        groups.addAll(contested.values());
    }

    /** Sizes that adapt to the failures of children. */
    public static ChildSizes adaptive() {
        return new ChildSizes(LARGEST, true);
    }

    /** For tests: the same size always, as far as the limits of a transaction allow. */
    static ChildSizes fixed(int size) {
        return new ChildSizes(size, false);
    }

    /** How many mutations share a child with this one at most, itself included. */
    int of(Mutation mutation) {
        return group(mutation).size;
    }

    /**
     * The children for the mutations of a batch. Their number and the weight of the heaviest stay within etcd's limits for a
     * transaction.
     */
    List<Child> spread(List<Mutation> batch) {
        groups.forEach(group -> group.members = 0);
        for (Mutation mutation : batch) {
            group(mutation).members += mutation.separate() ? 0 : 1;
        }
        int heaviest = HEAVIEST;
        List<Child> children = spread(batch, heaviest);
        while (!fit(children)) {
            heaviest /= 2;
            children = spread(batch, heaviest);
        }
        return children;
    }

    /** Whether the children fit in a transaction. A child for each mutation always does, see {@link Transactions#LIMITS}. */
    private static boolean fit(List<Child> children) {
        int heaviest = 0;
        boolean alone = true;
        for (Child child : children) {
            heaviest = Math.max(heaviest, child.weight());
            alone &= child.size() == 1;
        }
        return alone || children.size() + heaviest <= Transactions.LIMITS.operations();
    }

    private List<Child> spread(List<Mutation> batch, int heaviest) {
        groups.forEach(group -> group.open = null);
        List<Child> children = new ArrayList<>();
        for (int place = 0; place < batch.size(); place++) {
            Mutation mutation = batch.get(place);
            if (mutation.separate()) {
                children.add(new Child(place, mutation));
                continue;
            }
            Group group = group(mutation);
            Child open = group.open;
            if (open == null || open.size() >= group.evenSize() || !open.add(place, mutation, heaviest)) {
                Child next = new Child(place, mutation);
                group.open = next;
                children.add(next);
            }
        }
        return children;
    }

    /**
     * Adapts the sizes to a batch in which these children failed and all others committed. Mutations that were kept back
     * before, and so are alone, don't count.
     */
    void learn(List<Child> children, List<Child> failed) {
        if (!adapts) {
            return;
        }
        for (Group group : groups) {
            if (hasOneOf(failed, group)) {
                group.size = Math.max(1, group.size / 2);
            } else if (hasOneOf(children, group)) {
                group.size = Math.min(group.largest, group.size + 1);
            }
        }
    }

    private boolean hasOneOf(List<Child> children, Group group) {
        for (Child child : children) {
            Mutation first = child.mutation(0);
            if (!first.separate() && group(first) == group) {
                return true;
            }
        }
        return false;
    }

    private Group group(Mutation mutation) {
        Group group = (mutation.contested() ? contested : uncontested).get(mutation.kind());
        if (group == null) {
            throw new IllegalStateException("an unknown kind: " + mutation.kind());
        }
        return group;
    }
}
