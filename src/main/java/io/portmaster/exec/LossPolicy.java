package io.portmaster.exec;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells the command that its lease is lost: before anybody else can get its port, whether or not a node can be reached. */
final class LossPolicy {
    private static final long NEVER = Long.MAX_VALUE;

    private final OnLost onLost;
    private final Duration grace;
    private final ProcessGroup command;
    private final Consumer<String> log;

    private boolean told;
    private boolean failing;
    private long kill = NEVER;

    /** @param log gets lines for people */
    LossPolicy(OnLost onLost, Duration grace, ProcessGroup command, Consumer<String> log) {
        this.onLost = onLost;
        this.grace = grace;
        this.command = command;
        this.log = log;
    }

    /** When {@link #act} has something to do. */
    long nextAction(LeaseKeeper keeper) {
        return told ? kill : keeper.notification();
    }

    void act(LeaseKeeper keeper, long now) {
        if (nextAction(keeper) > now) {
            return;
        }
        if (told) {
            kill();
        } else {
            told = true;
            tell(keeper, now);
        }
    }

    private void tell(LeaseKeeper keeper, long now) {
        String why = why(keeper, now);
        switch (onLost) {
            case TERM -> {
                log.accept(why + ": the command gets SIGTERM");
                command.send(Signal.TERM);
                // A command that is stopped can't end.
                command.send(Signal.CONT);
                kill = now + grace.toNanos();
            }
            case KILL -> {
                log.accept(why + ": the command gets SIGKILL");
                command.send(Signal.KILL);
            }
            case IGNORE ->
                log.accept(why + ": the command runs on without a lease, and another instance may get its port");
        }
    }

    private static String why(LeaseKeeper keeper, long now) {
        if (keeper.isGone()) {
            return "the lease has ended";
        }
        long left = TimeUnit.NANOSECONDS.toSeconds(keeper.end() - now);
        return left > 0
                ? "no node has renewed the lease, which ends in " + left + " s"
                : "no node has renewed the lease in time";
    }

    private void kill() {
        kill = NEVER;
        log.accept("the command is still there " + grace.toSeconds() + " s later: it gets SIGKILL");
        command.send(Signal.KILL);
    }

    /** A renewal has failed: it is said once, until one comes through. */
    void notRenewed(String why) {
        if (!failing) {
            failing = true;
            log.accept("can't renew the lease: " + why);
        }
    }

    /** A renewal has come through. A command that was told of the loss ends all the same, unless it was to go on. */
    void renewed() {
        if (failing) {
            failing = false;
            log.accept("the lease is renewed again");
        }
        told &= onLost != OnLost.IGNORE;
    }
}
