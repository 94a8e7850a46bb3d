package io.portmaster.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way through exec: gets the ports, starts the command, keeps its lease, and gives everything back. One thread decides; all
 * others hand it what they have to tell.
 */
final class Supervisor implements Requests.Listener {
    private static final Duration GIVE_BACK_LIMIT = Duration.ofSeconds(5);
    private static final int KILLED_BY_SIGNAL = 128;

    private final Inbox inbox = new Inbox();
    private final ExecOptions options;
    private final Requests requests;
    private final LongSupplier clock;
    private final Consumer<String> log;
    private final SignalSet ignored;
    private final Alarm alarm;
    private final Signals signals;

    private Acquisition.@Nullable Result acquired;
    private @Nullable Exception failure;
    private @Nullable Signal endingSignal;
    private @Nullable Running running;
    private boolean recovering;
    private boolean givenBack;

    private record Running(Command command, LeaseWatch watch, Host host) {}

    /** What the rest of exec does about a lease. */
    interface Host {
        /** Starts the command. */
        Command start(Acquisition.Result result) throws ExecException, IOException;

        /** Remembers the lease that the command's ports are on now. */
        void remember(LeaseTerm term);
    }

    /**
     * Takes all signals from now on.
     *
     * @param ignored the signals that are ignored while there is no command
     * @param log gets lines for people
     */
    Supervisor(ExecOptions options, Requests requests, LongSupplier clock, SignalSet ignored, Consumer<String> log) {
        this.options = options;
        this.requests = requests;
        this.clock = clock;
        this.ignored = ignored;
        this.log = log;
        this.alarm = Alarm.start(() -> inbox.post(() -> {}));
        this.signals = Signals.listen(signal -> inbox.post(() -> take(signal)));
    }

    /**
     * Returns after the command has ended, or a signal has ended exec before.
     *
     * @param key of the instance
     * @return the exit status
     * @throws Exception if the command could not be started, with the reason
     */
    int run(String key, Host host) throws Exception {
        requests.acquire(key, this);
        try {
            inbox.runUntil(() -> endingSignal != null || failure != null || acquired != null);
            if (endingSignal != null) {
                return KILLED_BY_SIGNAL + endingSignal.number();
            }
            if (acquired == null) {
                throw failure == null ? new IllegalStateException() : failure;
            }
            return supervise(start(key, acquired, host));
        } finally {
            giveBack();
            signals.end();
            alarm.end();
        }
    }

    private Running start(String key, Acquisition.Result result, Host host) throws ExecException, IOException {
        Command command = host.start(result);
        LeaseWatch watch = new LeaseWatch(
                new LeaseKeeper(result.term(), lease -> requests.renew(lease, this)),
                new LossPolicy(options.onLost(), options.grace(), command, log),
                result.ports(),
                limit -> recover(key, result.ports(), limit),
                log);
        Running started = new Running(command, watch, host);
        running = started;
        return started;
    }

    private void recover(String key, List<Integer> ports, long limit) {
        recovering = true;
        requests.recover(key, ports, patience(limit, log), this);
    }

    /** @param limit a time */
    private Patience patience(long limit, Consumer<String> listener) {
        return new Patience(clock, Patience.SLEEP, Duration.ofNanos(limit - clock.getAsLong()), listener);
    }

    private int supervise(Running started) throws InterruptedException {
        act(started);
        inbox.runUntil(() -> started.command().exitCode().isPresent(), () -> act(started));
        return started.command().exitCode().orElseThrow();
    }

    /** Does what is due, and sets the alarm for what comes next. */
    private void act(Running started) {
        long next = started.watch().act(clock.getAsLong());
        if (next != Long.MAX_VALUE) {
            alarm.setFor(next);
        }
    }

    private void take(Signal signal) {
        Running now = running;
        if (now != null) {
            now.command().take(signal);
        } else if (!ignored.has(signal)) {
            takeAlone(signal);
        }
    }

    /** Does what the kernel would do. */
    private void takeAlone(Signal signal) {
        if (signal.ends()) {
            endingSignal = signal;
        } else if (signal == Signal.TSTP) {
            Command.stopSelf();
        }
    }

    /** Waits for no longer than a person would, and not at all after another signal: the lease ends by itself, too. */
    private void giveBack() throws InterruptedException {
        long limit = clock.getAsLong() + GIVE_BACK_LIMIT.toNanos();
        alarm.setFor(limit);
        running = null;
        endingSignal = null;
        // What a recovery gets in the meantime has to be given back, too.
        runUntil(() -> !recovering, limit);
        requests.giveBack(patience(limit, line -> {}), this);
        runUntil(() -> givenBack, limit);
    }

    private void runUntil(BooleanSupplier done, long limit) throws InterruptedException {
        inbox.runUntil(() -> done.getAsBoolean() || endingSignal != null || clock.getAsLong() >= limit);
    }

    @Override
    public void acquired(Acquisition.Result result) {
        inbox.post(() -> acquired = result);
    }

    @Override
    public void notAcquired(Exception reason) {
        inbox.post(() -> failure = reason);
    }

    @Override
    public void renewed(long sent) {
        whileRunning(now -> now.watch().renewed(sent));
    }

    @Override
    public void notRenewed(Exception reason) {
        whileRunning(now -> now.watch().notRenewed(reason, clock.getAsLong()));
    }

    @Override
    public void leaseGone() {
        whileRunning(now -> now.watch().leaseGone(clock.getAsLong()));
    }

    @Override
    public void recovered(LeaseTerm term) {
        inbox.post(() -> recovering = false);
        whileRunning(now -> {
            now.watch().recovered(term);
            now.host().remember(term);
        });
    }

    @Override
    public void notRecovered(Exception reason) {
        inbox.post(() -> recovering = false);
        whileRunning(now -> now.watch().notRecovered(reason));
    }

    /** An answer may come after the command has ended. */
    private void whileRunning(Consumer<Running> task) {
        inbox.post(() -> {
            Running now = running;
            if (now != null) {
                task.accept(now);
            }
        });
    }

    @Override
    public void givenBack() {
        inbox.post(() -> givenBack = true);
    }
}
