package io.portmaster.faults;

/** A port that a name has, as a client is told or etcd has it. */
record Holding(String name, int port, State state) {
    enum State {
        OFFERED,
        ALLOCATED
    }
}
