package io.portmaster.exec;

import org.jspecify.annotations.Nullable;

/** The signals that exec has to do with, and their numbers on Linux. */
enum Signal {
    HUP(1, Usual.END, true),
    INT(2, Usual.END, true),
    QUIT(3, Usual.END, true),
    KILL(9, Usual.END, false),
    USR1(10, Usual.END, true),
    USR2(12, Usual.END, true),
    ALRM(14, Usual.END, true),
    TERM(15, Usual.END, true),
    CHLD(17, Usual.NOTHING, true),
    CONT(18, Usual.NOTHING, true),
    STOP(19, Usual.STOP, false),
    TSTP(20, Usual.STOP, true),
    TTIN(21, Usual.STOP, false),
    TTOU(22, Usual.STOP, true),
    WINCH(28, Usual.NOTHING, true);

    private final int number;
    private final Usual usual;
    private final boolean taken;

    /** What a signal does with a process that has no handler for it. */
    private enum Usual {
        END,
        STOP,
        NOTHING
    }

    Signal(int number, Usual usual, boolean taken) {
        this.number = number;
        this.usual = usual;
        this.taken = taken;
    }

    int number() {
        return number;
    }

    /** Whether it ends a process that has no handler for it. */
    boolean ends() {
        return usual == Usual.END;
    }

    /** Whether exec takes the signal when it comes, in the place of the kernel. */
    boolean isTaken() {
        return taken;
    }

    /** The signal of that number; null for one that exec has nothing to do with. */
    static @Nullable Signal of(int number) {
        for (Signal signal : values()) {
            if (signal.number == number) {
                return signal;
            }
        }
        return null;
    }
}
