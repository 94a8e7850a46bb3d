package io.portmaster.cli.output;

import io.portmaster.cli.shell.Shell;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Shows on a terminal how far long work is: {@code releasing [#####     ] 512/1000}. Elsewhere it shows nothing. */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;

    /** Short work needs no bar, and eyes see no more than some changes a second. */
    private static final long MILLIS_BETWEEN = 100;

    private static final String START_OF_LINE = "\r";
    private static final String CLEAR_TO_END = "\u001b[K";

    private final Shell shell;
    private final String what;
    private final int total;
    private final Lock lock = new ReentrantLock();
    private final Thread onExit = new Thread(this::leave, "leaves-the-progress-bar");
    private int done;
    private long shownAt;
    private boolean isShown;

    /** @param what is being done, in a word or two */
    public ProgressBar(Shell shell, String what, int total) {
        this.shell = shell;
        this.what = what;
        this.total = total;
        this.shownAt = shell.clock().millis();
    }

    /** One more is done. */
    public void step() {
        lock.lock();
        try {
            done++;
            long now = shell.clock().millis();
            if (shell.screen().showsErrors() && now - shownAt >= MILLIS_BETWEEN) {
                shownAt = now;
                if (isShown || show()) {
                    print(START_OF_LINE + line());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it may be shown: not if the process is ending already. */
    private boolean show() {
        try {
            Runtime.getRuntime().addShutdownHook(onExit);
            isShown = true;
        } catch (IllegalStateException e) {
            // The work goes on until the process has ended, and nobody looks any more.
        }
        return isShown;
    }

    private String line() {
        int filled = (int) ((long) WIDTH * done / total);
        return what + " [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + "/" + total;
    }

    /** Takes the bar away, so that a complaint or the next result stands on a clean line. */
    public void clear() {
        lock.lock();
        try {
            if (isShown) {
                isShown = false;
                Runtime.getRuntime().removeShutdownHook(onExit);
                print(START_OF_LINE + CLEAR_TO_END);
            }
        } catch (IllegalStateException e) {
            // The process is ending, and the hook finds nothing to do.
        } finally {
            lock.unlock();
        }
    }

    /**
     * Leaves the bar where it is, since it says how much was done, and ends its line. Ctrl-C may end the process while the bar is
     * shown. A terminal that takes no output must not keep the process from its end.
     */
    void leave() {
        try {
            if (lock.tryLock(MILLIS_BETWEEN, TimeUnit.MILLISECONDS)) {
                try {
                    if (isShown) {
                        isShown = false;
                        print(System.lineSeparator());
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clear();
    }

    private void print(String text) {
        PrintWriter err = shell.err();
        err.print(text);
        err.flush();
    }
}
