package io.portmaster.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** This process's log: one for all nodes in it. Where it is configured in another way than a node's, there is nothing to do. */
public final class LogOutput {
    /** Enough to write what waits; a reader that stands still keeps nobody from ending. */
    private static final Duration FLUSH_BOUND = Duration.ofSeconds(1);

    private LogOutput() {}

    /** Lines that were dropped since the start. May be called from any thread. */
    public static long dropped() {
        return appenders().stream().mapToLong(NonBlockingAppender::dropped).sum();
    }

    /** Returns once all that was logged so far is written, or after a second. To be called as the last thing before an exit. */
    public static void flush() {
        for (NonBlockingAppender appender : appenders()) {
            appender.getCopyOfAttachedFiltersList().forEach(filter -> {
                if (filter instanceof RepeatFilter repeats) {
                    repeats.flush();
                }
            });
            appender.awaitWritten(FLUSH_BOUND);
        }
    }

    private static List<NonBlockingAppender> appenders() {
        List<NonBlockingAppender> found = new ArrayList<>();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (Logger logger : context.getLoggerList()) {
                logger.iteratorForAppenders().forEachRemaining(appender -> add(appender, found));
            }
        }
        return found;
    }

    private static void add(Appender<ILoggingEvent> appender, List<NonBlockingAppender> found) {
        if (appender instanceof NonBlockingAppender one && !found.contains(one)) {
            found.add(one);
        }
    }
}
