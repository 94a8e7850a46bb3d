package io.portmaster.exec;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The running command, as the user of a terminal or a supervisor sees it: what exec is told reaches the command's whole group
 * once, and the terminal's foreground goes where it is needed.
 */
final class Command implements ProcessGroup {
    private final Child child;
    private final @Nullable Terminal terminal;
    private final Guardian guardian;
    private OptionalInt exitCode = OptionalInt.empty();

    /** @param terminal null for none */
    Command(Child child, @Nullable Terminal terminal, Guardian guardian) {
        this.child = child;
        this.terminal = terminal;
        this.guardian = guardian;
        passForeground();
    }

    /** Gives the command the foreground if exec has it, and nobody else needs it. */
    private void passForeground() {
        if (terminal != null && terminal.isOurs() && Terminal.isForOneCommand()) {
            terminal.giveTo(child.group());
        }
    }

    @Override
    public void send(Signal signal) {
        child.send(signal);
    }

    /** The exit status that stands for the command's end; empty while it runs. */
    OptionalInt exitCode() {
        return exitCode;
    }

    /** Handles a signal that exec got. */
    void take(Signal signal) {
        switch (signal) {
            case CHLD -> look();
            case CONT -> {
                passForeground();
                child.send(Signal.CONT);
            }
            case TTOU -> {
                // It is blocked for exec's own sake.
            }
            default -> child.send(signal);
        }
    }

    private void look() {
        for (ChildStatus change : child.changes()) {
            if (change.isStopped()) {
                stopped(change.stopSignal());
            } else {
                ended(change.exitCode());
            }
        }
    }

    private void ended(int status) {
        exitCode = OptionalInt.of(status);
        guardian.dismiss();
        if (terminal != null && terminal.belongsTo(child.group())) {
            terminal.takeBack();
        }
    }

    /**
     * Does what the terminal's user expects when the command has stopped. A command that was stopped by name (SIGSTOP) is
     * somebody else's affair, and exec keeps its lease.
     */
    private void stopped(int signal) {
        if (terminal == null) {
            return;
        }
        boolean wantsForeground = signal == Signal.TTIN.number() || signal == Signal.TTOU.number();
        if (wantsForeground && (terminal.isOurs() || terminal.belongsTo(child.group()))) {
            terminal.giveTo(child.group());
            child.send(Signal.CONT);
        } else if (wantsForeground || signal == Signal.TSTP.number()) {
            if (terminal.belongsTo(child.group())) {
                terminal.takeBack();
            }
            stopSelf();
        }
    }

    /** Stops exec, as the shell that has started it expects. Returns after somebody has let exec go on. */
    static void stopSelf() {
        LibC.kill((int) ProcessHandle.current().pid(), Signal.STOP.number());
    }
}
