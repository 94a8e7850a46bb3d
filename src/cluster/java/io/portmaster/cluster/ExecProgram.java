package io.portmaster.cluster;

import java.util.List;

/** An implementation of {@code exec}. All of them pass the same tests. */
interface ExecProgram {
    /** The script for hosts without Java. */
    ExecProgram SHELL =
            () -> List.of(Checkout.file("scripts/portmaster-exec").toString());

    /** The words of a command line that come before the options of {@code exec}. */
    List<String> prefix();
}
