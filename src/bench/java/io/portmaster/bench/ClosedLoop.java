package io.portmaster.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** A load in which each worker does the next op as soon as the last one is over. It shows the throughput. */
final class ClosedLoop {
    private final Latencies latencies = new Latencies();
    private final AtomicLong left;
    private final Finish finish;
    private final Duration window;
    private final AtomicLong ops = new AtomicLong();
    private volatile long start;
    private volatile long end;
    private volatile long last;

    private ClosedLoop(Duration window, long budget, int workers) {
        this.window = window;
        this.left = new AtomicLong(budget);
        this.finish = new Finish(workers);
    }

    /**
     * Returns once the window is over, or the budget used up, and the ops under way have ended. The window opens when the workers
     * begin.
     *
     * @param budget how many ops there may be
     * @param executor where workers begin
     * @throws BenchException if an op failed
     */
    static Measurement run(List<? extends Worker> workers, Duration window, long budget, Executor executor) {
        ClosedLoop loop = new ClosedLoop(window, budget, workers.size());
        executor.execute(() -> loop.begin(workers));
        loop.finish.await(window);
        return new Measurement(loop.ops.get(), Math.max(1, loop.last - loop.start), loop.latencies.histogram());
    }

    /** The executor's thread may be late on a busy machine: the window opens only now. */
    private void begin(List<? extends Worker> workers) {
        start = System.nanoTime();
        last = start;
        end = start + window.toNanos();
        workers.forEach(worker -> new Seat(worker).next());
    }

    private final class Seat implements Worker.Progress {
        private final Worker worker;
        private long began;

        Seat(Worker worker) {
            this.worker = worker;
        }

        void next() {
            began = System.nanoTime();
            if (began - end < 0 && !finish.hasCome() && left.getAndDecrement() > 0) {
                worker.begin(this);
            } else {
                finish.oneIsDone();
            }
        }

        @Override
        public void answered() {
            long now = System.nanoTime();
            latencies.record(now - began);
            ops.incrementAndGet();
            last = now; // any thread's time will do
        }

        @Override
        public void over() {
            next();
        }

        @Override
        public void failed(Throwable why) {
            finish.fail(why);
        }
    }
}
