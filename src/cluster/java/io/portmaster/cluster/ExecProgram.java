package io.portmaster.cluster;

import java.util.List;

/**
 * An implementation of {@code exec}. All of them pass the same tests.
 *
 * @param name for the names of the tests
 * @param prefix the words of a command line that come before the options of {@code exec}
 */
record ExecProgram(String name, List<String> prefix) {
    /** The script for hosts without Java. */
    static final ExecProgram SHELL = new ExecProgram(
            "sh", List.of(Checkout.file("scripts/portmaster-exec").toString()));

    static List<ExecProgram> all() {
        return List.of(SHELL);
    }

    @Override
    public String toString() {
        return name;
    }
}
