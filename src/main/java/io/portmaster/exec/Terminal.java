package io.portmaster.exec;

import org.jspecify.annotations.Nullable;

/**
 * The terminal at standard input. Its foreground belongs to one process group at a time: that group may read, and gets Ctrl-C.
 * SIGTTOU is blocked in all threads, so exec may pass the foreground on, whoever has it.
 */
final class Terminal {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;

    private Terminal() {}

    /** Null if standard input is no terminal, or not the one that controls this process. */
    static @Nullable Terminal find() {
        return LibC.isatty(INPUT) == 1 && LibC.tcgetpgrp(INPUT) > 0 ? new Terminal() : null;
    }

    /** Whether exec's own group has the foreground. */
    boolean isOurs() {
        return belongsTo(LibC.getpgrp());
    }

    boolean belongsTo(int group) {
        return LibC.tcgetpgrp(INPUT) == group;
    }

    /** Whether the command alone talks with the terminal's user. In a pipe others do, and they keep the foreground. */
    static boolean isForOneCommand() {
        return LibC.isatty(OUTPUT) == 1;
    }

    /** Passes the foreground on. If that fails, the terminal has gone, and nobody needs its foreground. */
    void giveTo(int group) {
        LibC.tcsetpgrp(INPUT, group);
    }

    void takeBack() {
        giveTo(LibC.getpgrp());
    }
}
