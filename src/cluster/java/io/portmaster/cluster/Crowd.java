package io.portmaster.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many clients at once, each in a thread of its own. */
public final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> members = new ArrayList<>();
    private volatile boolean dismissed;

    /** A member's task. */
    @FunctionalInterface
    public interface Member {
        /** @param number from 0 on */
        void act(int number) throws Exception;
    }

    private Crowd() {}

    /** A crowd whose members act once. */
    public static Crowd acting(int size, Member member) {
        Crowd crowd = new Crowd();
        crowd.setOff(size, member);
        return crowd;
    }

    /** A crowd whose members act again and again, until they are {@link #dismiss}ed. */
    public static Crowd repeating(int size, Member member) {
        Crowd crowd = new Crowd();
        crowd.setOff(size, number -> {
            while (!crowd.dismissed) {
                member.act(number);
            }
        });
        return crowd;
    }

    /** Starts all members at the same moment. */
    private void setOff(int size, Member member) {
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < size; i++) {
            int number = i;
            members.add(threads.submit(() -> {
                start.await();
                member.act(number);
                return null;
            }));
        }
        start.countDown();
    }

    /** Waits until all members have ended by themselves. Throws the first failure of any member. */
    public void await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Future<?> member : members) {
            try {
                member.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } catch (ExecutionException e) {
                throw new AssertionError("a client failed: " + e.getCause(), e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError("not all clients have ended within " + limit.toSeconds() + " s", e);
            }
        }
    }

    /** Stops the members, and waits until each has finished what it does. */
    public void dismiss() {
        dismissed = true;
        await(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        dismissed = true;
        threads.shutdownNow();
    }
}
