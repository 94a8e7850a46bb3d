package io.portmaster.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;
import net.logstash.logback.appender.listener.AppenderListener;
import net.logstash.logback.encoder.com.lmax.disruptor.EventHandler;
import org.slf4j.event.KeyValuePair;

/**
 * Hands log lines to a thread that writes them, and never waits for that thread. The thread stands still while nobody reads its
 * output. Then a bounded number of lines is kept, and further lines are dropped. A later line says how many were dropped.
 */
public final class NonBlockingAppender extends LoggingEventAsyncDisruptorAppender {
    private static final long LOOK_EVERY_MILLIS = 2;

    private final LongAdder dropped = new LongAdder();

    /** How many dropped lines the log has reported. Used by the writing thread only. */
    private long told;

    @Override
    public void start() {
        // The default listener prints a status for a dropped line on the thread that logs, and that blocks.
        setAddDefaultStatusListener(false);
        addListener(new DropListener());
        super.start();
    }

    /** How many lines were dropped since the start. May be called from any thread. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Waits until all lines so far are written, up to the bound.
     *
     * @return whether all lines are written
     */
    public boolean awaitWritten(Duration bound) {
        long begun = System.nanoTime();
        while (isStarted() && !isRingBufferEmpty()) {
            if (System.nanoTime() - begun >= bound.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    protected EventHandler<LogEvent<ILoggingEvent>> createEventHandler() {
        EventHandler<LogEvent<ILoggingEvent>> writer = super.createEventHandler();
        return (event, sequence, endOfBatch) -> {
            if (endOfBatch) {
                tellOfDropped();
            }
            writer.onEvent(event, sequence, endOfBatch);
        };
    }

    private void tellOfDropped() {
        long count = dropped.sum() - told;
        if (count == 0) {
            return;
        }
        told += count;
        ILoggingEvent line = summary(count);
        for (Iterator<Appender<ILoggingEvent>> appenders = iteratorForAppenders(); appenders.hasNext(); ) {
            appenders.next().doAppend(line);
        }
    }

    private ILoggingEvent summary(long count) {
        Logger logger = ((LoggerContext) getContext()).getLogger(NonBlockingAppender.class);
        LoggingEvent line = new LoggingEvent(
                NonBlockingAppender.class.getName(),
                logger,
                Level.WARN,
                "{} log lines were dropped, because they were written more slowly than they came",
                null,
                new Object[] {count});
        line.setKeyValuePairs(List.of(new KeyValuePair("dropped", count)));
        return line;
    }

    private final class DropListener implements AppenderListener<ILoggingEvent> {
        @Override
        public void eventAppendFailed(Appender<ILoggingEvent> appender, ILoggingEvent event, Throwable reason) {
            dropped.increment();
        }
    }
}
