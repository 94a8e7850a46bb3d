package io.portmaster.faults;

/** What nodes are told of where etcd is. */
enum Addresses {
    /** Each node has all members in its list. */
    ALIKE(false),
    /** Each node has another list, and two of the three have an etcd in it that is not of this cluster. */
    DIFFERENT(true),
    /** Each node has one name, which stands for all members, until a fault has it stand for others. */
    ONE_NAME(true);

    /** What stands in the list of a node for that etcd. */
    static final String NAME = "etcd.portmaster.example";

    private final boolean withStranger;

    Addresses(boolean withStranger) {
        this.withStranger = withStranger;
    }

    /** Whether an etcd runs besides that is a cluster of its own. */
    boolean withStranger() {
        return withStranger;
    }
}
