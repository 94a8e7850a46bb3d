package io.portmaster.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Collects what is logged while it is open. */
public final class LogCapture implements AutoCloseable {
    private final Logger logger;
    private final Level former;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    /** @param name the name of a logger; loggers below it count too */
    public LogCapture(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        former = logger.getLevel();
        logger.setLevel(level);
        events.start();
        logger.addAppender(events);
    }

    /** All events, with message, key-value pairs and stack trace. */
    public List<String> lines() {
        return events().stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + " " + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    public List<String> lines(Level atLeast) {
        return events().stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(atLeast))
                .map(ILoggingEvent::toString)
                .toList();
    }

    /** The events so far. Other threads go on: they add events while they hold the appender's lock. */
    private List<ILoggingEvent> events() {
        synchronized (events) {
            return List.copyOf(events.list);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(former);
    }
}
