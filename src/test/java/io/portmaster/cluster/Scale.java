package io.portmaster.cluster;

/** How long the tests look for what is rare. The defaults make for minutes in all. */
final class Scale {
    private Scale() {}

    /** How often something is broken: the system property {@code portmaster.test.rounds}. */
    static int rounds(int usual) {
        return Integer.getInteger("portmaster.test.rounds", usual);
    }
}
