package io.portmaster.exec;

import com.sun.jna.Pointer;
import java.util.concurrent.TimeUnit;

/** Rings at a time of the {@link BootClock}. After a suspension it rings at once if its time has passed meanwhile. */
final class Alarm {
    /** What the kernel writes: how often the alarm has rung. */
    private static final int COUNT_SIZE = Long.BYTES;

    private final int descriptor;
    private volatile boolean over;

    private Alarm(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * An alarm that is not set.
     *
     * @param ring is run each time, on a thread of its own
     */
    static Alarm start(Runnable ring) {
        int descriptor = LibC.timerfd_create(LibC.CLOCK_BOOTTIME, LibC.TFD_CLOEXEC);
        if (descriptor < 0) {
            throw LibC.failure("can't make a timer");
        }
        Alarm alarm = new Alarm(descriptor);
        Daemon.start("alarm", () -> alarm.ringOnAndOn(ring));
        return alarm;
    }

    private void ringOnAndOn(Runnable ring) {
        while (!over) {
            if (LibC.read(descriptor, new byte[COUNT_SIZE], COUNT_SIZE) == COUNT_SIZE) {
                ring.run();
            } else if (LibC.errno() != LibC.EINTR) {
                throw LibC.failure("can't wait for the timer");
            }
        }
    }

    /** Ends the thread: see {@link Signals#end}. */
    void end() {
        over = true;
        setFor(0);
    }

    /** @param time when to ring, instead of any earlier setting. One that has passed rings at once */
    void setFor(long time) {
        // A value of zero would stop the timer.
        long at = Math.max(time, 1);
        long second = TimeUnit.SECONDS.toNanos(1);
        long[] once = {0, 0, at / second, at % second};
        if (LibC.timerfd_settime(descriptor, LibC.TFD_TIMER_ABSTIME, once, Pointer.NULL) != 0) {
            throw LibC.failure("can't set the timer");
        }
    }
}
