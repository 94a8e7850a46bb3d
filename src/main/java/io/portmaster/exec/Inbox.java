package io.portmaster.exec;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/** Tasks for the one thread that decides. All threads may post; none has to wait. */
final class Inbox {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    void post(Runnable task) {
        tasks.add(task);
    }

    void runUntil(BooleanSupplier done) throws InterruptedException {
        runUntil(done, () -> {});
    }

    /** @param afterwards is run behind each task */
    void runUntil(BooleanSupplier done, Runnable afterwards) throws InterruptedException {
        while (!done.getAsBoolean()) {
            tasks.take().run();
            afterwards.run();
        }
    }
}
