package io.portmaster.exec;

/** Starts threads that don't keep the process alive. */
final class Daemon {
    /** Deep enough for a request over TLS. */
    private static final int STACK_BYTES = 512 * 1024;

    private Daemon() {}

    static void start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }
}
