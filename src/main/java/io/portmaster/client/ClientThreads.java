package io.portmaster.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The threads in which HTTP clients wait for their connections. While a thread is in native code, as these are, a JVM that exits
 * waits for 300 ms (HotSpot's {@code VM_Exit::wait_for_threads_in_native_to_block}), also for a daemon. That would double the time
 * of a command.
 */
public final class ClientThreads {
    private static final Duration LIMIT = Duration.ofMillis(100);

    private ClientThreads() {}

    /**
     * Ends them. Their clients can't be used any more: call it at the end of the process. {@code HttpClient} has a method for that
     * only from Java 21 on; before, its thread ends when it is interrupted.
     *
     * @param group that the clients were made in
     */
    public static void end(ThreadGroup group) {
        // Threads that start in between are left out, and cost the 300 ms.
        Thread[] threads = new Thread[group.activeCount() + 1];
        List<Thread> waiting = Arrays.stream(threads, 0, group.enumerate(threads))
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .toList();
        waiting.forEach(Thread::interrupt);
        try {
            for (Thread thread : waiting) {
                thread.join(LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
