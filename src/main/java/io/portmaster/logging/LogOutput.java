package io.portmaster.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of this process, for all nodes in it. If logback.xml names no {@link NonBlockingAppender}, the methods do nothing. */
public final class LogOutput {
    /** Enough to write the lines that wait. If the program that reads them stands still, the process ends all the same. */
    private static final Duration FLUSH_BOUND = Duration.ofSeconds(1);

    private LogOutput() {}

    /** How many lines were dropped since the start. May be called from any thread. */
    public static long dropped() {
        return appenders().stream().mapToLong(NonBlockingAppender::dropped).sum();
    }

    /** Writes all lines that were logged so far. Returns after a second at the latest. Called last before an exit. */
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
