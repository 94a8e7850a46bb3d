package io.portmaster.cluster;

/** Marks the tests that compare times of processes. Maven runs them one by one, and all other integration tests two at a time. */
final class Measured {
    /** The name is in pom.xml, too. */
    static final String TAG = "measured";

    /** The tag of a test that runs when it is named alone: its proof has a script of its own. The name is in pom.xml, too. */
    static final String LONG = "long";

    private Measured() {}
}
