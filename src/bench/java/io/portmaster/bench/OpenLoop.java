package io.portmaster.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A load in which ops come due at a constant rate, whether earlier ops are over or not. A latency counts from the time at which
 * the op was due, also if it waited for a free worker. So a server that stops for a moment can't hide it by keeping the clients
 * from asking (coordinated omission).
 */
final class OpenLoop {
    /** The shortest sleep. The machine's timer gives nothing shorter, and waking more often takes time from the servers. */
    private static final long SHORTEST_PAUSE = 100_000;

    private final Latencies latencies = new Latencies();
    private final Deque<Seat> idle = new ArrayDeque<>();
    private final Finish finish;
    private final double interval;
    private final int ops;
    private final long start = System.nanoTime();
    private int next;
    private int over;
    private volatile long last;

    private OpenLoop(double rate, int ops) {
        this.interval = 1e9 / rate;
        this.ops = ops;
        this.finish = new Finish(1);
    }

    /**
     * Returns once all ops that came due in the time are over.
     *
     * @param rate ops per second
     * @param executor where workers begin, unless they go on by themselves
     * @throws BenchException if an op failed
     */
    static Measurement run(List<? extends Worker> workers, double rate, Duration time, Executor executor) {
        int ops = (int) Math.max(1, rate * time.toNanos() / 1e9);
        OpenLoop loop = new OpenLoop(rate, ops);
        workers.forEach(worker -> loop.idle.add(loop.new Seat(worker)));
        loop.pace(executor);
        loop.finish.await(time);
        return new Measurement(ops, Math.max(1, loop.last - loop.start), loop.latencies.histogram());
    }

    /** Starts idle workers when ops come due. A busy worker takes the next op by itself. */
    private void pace(Executor executor) {
        while (!finish.hasCome()) {
            long wait = untilNext();
            if (wait == Long.MAX_VALUE) {
                return;
            }
            if (wait > 0) {
                LockSupport.parkNanos(Math.max(wait, SHORTEST_PAUSE));
            } else {
                executor.execute(this::sendOff);
                LockSupport.parkNanos(SHORTEST_PAUSE);
            }
        }
    }

    /** The nanoseconds until an idle worker is needed. */
    private synchronized long untilNext() {
        if (next == ops) {
            return Long.MAX_VALUE;
        }
        return idle.isEmpty() ? SHORTEST_PAUSE : due(next) - System.nanoTime();
    }

    private void sendOff() {
        for (Seat seat = seatForDueOp(); seat != null; seat = seatForDueOp()) {
            seat.worker.begin(seat);
        }
    }

    private synchronized @Nullable Seat seatForDueOp() {
        // This worker was busy last: its connection is still in the caches.
        return !idle.isEmpty() && idle.peek().takeDueOp() ? idle.pop() : null;
    }

    private long due(int op) {
        return start + (long) (op * interval);
    }

    private final class Seat implements Worker.Progress {
        private final Worker worker;
        private long due;

        Seat(Worker worker) {
            this.worker = worker;
        }

        /** The caller holds the loop's lock. */
        boolean takeDueOp() {
            if (next == ops || due(next) - System.nanoTime() > 0) {
                return false;
            }
            due = due(next++);
            return true;
        }

        @Override
        public void answered() {
            long now = System.nanoTime();
            latencies.record(now - due);
            last = now;
        }

        @Override
        public void over() {
            boolean goesOn;
            synchronized (OpenLoop.this) {
                if (++over == ops) {
                    finish.oneIsDone();
                }
                goesOn = takeDueOp();
                if (!goesOn) {
                    idle.push(this);
                }
            }
            if (goesOn) {
                worker.begin(this);
            }
        }

        @Override
        public void failed(Throwable why) {
            finish.fail(why);
        }
    }
}
