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

    /** The command of {@code portmaster}, by the script that starts it. {@link ExecJvmIT} has it without the script. */
    static final ExecProgram JAVA =
            new ExecProgram("java", List.of(Checkout.file("scripts/portmaster").toString(), "exec"));

    static List<ExecProgram> all() {
        return List.of(SHELL, JAVA);
    }

    @Override
    public String toString() {
        return name;
    }
}
