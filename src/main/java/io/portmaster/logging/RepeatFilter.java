package io.portmaster.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.portmaster.logging.Repeats.Kind;
import io.portmaster.logging.Repeats.Summary;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Writes a warning or an error once, and later one line that says how often it was repeated: an outage causes the same lines many
 * times a second. A logger that is set to DEBUG or lower writes every line.
 */
public final class RepeatFilter extends Filter<ILoggingEvent> {
    private static final Marker SUMMARY = MarkerFactory.getMarker("SUMMARY");

    private final Repeats repeats = new Repeats();

    /** Whether a call of {@link #summarize} is scheduled. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)
                || isSummary(event)
                || logger(event.getLoggerName()).isDebugEnabled()) {
            return FilterReply.NEUTRAL;
        }
        Kind kind = new Kind(event.getLoggerName(), String.valueOf(event.getMessage()));
        if (repeats.isWorthWriting(kind, String.valueOf(event.getFormattedMessage()), System.nanoTime())) {
            return FilterReply.NEUTRAL;
        }
        schedule();
        return FilterReply.DENY;
    }

    /** Writes all summaries now, also those of periods that are not over. */
    void flush() {
        write(repeats.endAllPeriods());
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            getContext()
                    .getScheduledExecutorService()
                    .schedule(this::summarize, Repeats.PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void summarize() {
        scheduled.set(false);
        write(repeats.endPeriods(System.nanoTime()));
        if (repeats.hasCounted()) {
            schedule();
        }
    }

    private void write(List<Summary> summaries) {
        for (Summary summary : summaries) {
            logger(summary.kind().logger())
                    .atWarn()
                    .addMarker(SUMMARY)
                    .addKeyValue("repeated", summary.count())
                    .log(
                            "repeated {} within {} s: {}",
                            summary.count() == 1 ? "once" : summary.count() + " times",
                            Repeats.PERIOD.toSeconds(),
                            summary.text());
        }
    }

    private Logger logger(String name) {
        return ((LoggerContext) getContext()).getLogger(name);
    }

    private static boolean isSummary(ILoggingEvent event) {
        List<Marker> markers = event.getMarkerList();
        return markers != null && markers.contains(SUMMARY);
    }
}
