package io.portmaster.faults;

/** The etcd addresses that nodes are given. */
enum Addresses {
    /** Each node has all members in its list. */
    ALIKE(false),
    /** Each node has another list. Two of the three lists name an etcd that is not of this cluster, too. */
    DIFFERENT(true),
    /** Each node has one name, which stands for all members. A fault makes it stand for others. */
    ONE_NAME(true);

    /** The name of etcd in the lists. */
    static final String NAME = "etcd.portmaster.example";

    private final boolean withStranger;

    Addresses(boolean withStranger) {
        this.withStranger = withStranger;
    }

    /** Whether an etcd runs that is a cluster of its own. */
    boolean withStranger() {
        return withStranger;
    }
}
