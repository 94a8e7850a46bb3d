package io.portmaster.etcd;

import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the mutations of a batch over child transactions. A child for each mutation costs etcd a third more than one for many; but all members of a child take effect or none does, so one that fails makes etcd do the work of the others twice. So
 * the size of children follows what happens: it is halved after a batch with a child that failed, and grows by one after each
 * batch without.
 *
 * <p>Only mutations of one kind share a child, and contested ones only with contested ones: each such company has a size of its
 * own, so that one contested service makes nobody else's children small. A change to a service has a child of its own always.
 */
public final class ChildSizes {
    private static final int LARGEST = 40;

    /** What a child of several mutations weighs at most, where the transaction has room for that: 40 claims of one service. */
    private static final int HEAVIEST = 121;

    private final Map<Kind, Company> calm = new EnumMap<>(Kind.class);
    private final Map<Kind, Company> contested = new EnumMap<>(Kind.class);
    private final List<Company> companies = new ArrayList<>();
    private final boolean adapts;

    /** Mutations that may share a child. */
    private static final class Company {
        private int size;

        /** Of the batch that is spread just now. */
        private int members;

        /** The child of that batch that takes the next member. */
        private @Nullable Child open;

        /** What the size may grow to. */
        private final int largest;

        private Company(int size, int largest) {
            this.size = size;
            this.largest = largest;
        }

        /** The size of children that are as few as possible, and all as large. */
        private int evenly() {
            int children = (members + size - 1) / size;
            return (members + children - 1) / children;
        }
    }

    private ChildSizes(int size, boolean adapts) {
        this.adapts = adapts;
        for (Kind kind : Kind.values()) {
            boolean alone = kind.changesServices();
            calm.put(kind, new Company(alone ? 1 : size, alone ? 1 : LARGEST));
            contested.put(kind, new Company(alone ? 1 : size, alone ? 1 : LARGEST));
        }
        companies.addAll(calm.values());
        companies.addAll(contested.values());
    }

    /** Sizes that follow what happens. */
    public static ChildSizes adaptive() {
        return new ChildSizes(LARGEST, true);
    }

    /** Always as many mutations to a child, as far as a transaction's limits allow. */
    static ChildSizes fixed(int size) {
        return new ChildSizes(size, false);
    }

    /** How many mutations share a child with this one at most, itself among them. */
    int of(Mutation mutation) {
        return company(mutation).size;
    }

    /**
     * Children for the mutations of a batch. The number of children and the weight of the heaviest child stay within what etcd
     * allows a transaction.
     */
    List<Child> spread(List<Mutation> batch) {
        companies.forEach(company -> company.members = 0);
        for (Mutation mutation : batch) {
            company(mutation).members += mutation.separate() ? 0 : 1;
        }
        int heaviest = HEAVIEST;
        List<Child> children = spread(batch, heaviest);
        while (!fit(children)) {
            heaviest /= 2;
            children = spread(batch, heaviest);
        }
        return children;
    }

    /** With a child for each mutation this holds for every batch, see {@link Transactions#LIMITS}. */
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
        companies.forEach(company -> company.open = null);
        List<Child> children = new ArrayList<>();
        for (int place = 0; place < batch.size(); place++) {
            Mutation mutation = batch.get(place);
            if (mutation.separate()) {
                children.add(new Child(place, mutation));
                continue;
            }
            Company company = company(mutation);
            Child open = company.open;
            if (open == null || open.size() >= company.evenly() || !open.add(place, mutation, heaviest)) {
                Child next = new Child(place, mutation);
                company.open = next;
                children.add(next);
            }
        }
        return children;
    }

    /** Learns from a batch: some of its children failed, and all others committed. Of those that were kept back before it knows. */
    void learn(List<Child> children, List<Child> failed) {
        if (!adapts) {
            return;
        }
        for (Company company : companies) {
            if (hasOneOf(failed, company)) {
                company.size = Math.max(1, company.size / 2);
            } else if (hasOneOf(children, company)) {
                company.size = Math.min(company.largest, company.size + 1);
            }
        }
    }

    private boolean hasOneOf(List<Child> children, Company company) {
        for (Child child : children) {
            Mutation first = child.mutation(0);
            if (!first.separate() && company(first) == company) {
                return true;
            }
        }
        return false;
    }

    private Company company(Mutation mutation) {
        Company company = (mutation.contested() ? contested : calm).get(mutation.kind());
        if (company == null) {
            throw new IllegalStateException("an unknown kind: " + mutation.kind());
        }
        return company;
    }
}
