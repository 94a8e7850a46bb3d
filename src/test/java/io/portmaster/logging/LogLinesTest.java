package io.portmaster.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.portmaster.cluster.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes that a node's own logback.xml writes. */
class LogLinesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final LoggerContext context = new LoggerContext();
    private final Written written = new Written();
    private NonBlockingAppender appender;
    private Logger log;

    /** Takes the place of standard output. */
    private static final class Written extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch reads = new CountDownLatch(0);
        private Encoder<ILoggingEvent> encoder;

        @Override
        protected void append(ILoggingEvent event) {
            try {
                reads.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
        appender = (NonBlockingAppender)
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("stdout");
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) appender.getAppender("json");
        written.encoder = console.getEncoder();
        written.setContext(context);
        written.start();
        appender.detachAppender(console);
        appender.addAppender(written);
        log = context.getLogger("io.portmaster.Someone");
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        written.reads.countDown();
        context.stop();
    }

    @Test
    void lineIsOneObjectWithItsFieldsAtTheTop() {
        log.atInfo()
                .addKeyValue("status", 503)
                .addKeyValue("path", "/v1/services")
                .log("answered {}", 503);

        JsonNode line = onlyLine();

        assertThat(names(line)).containsExactly("time", "level", "message", "logger", "thread", "status", "path");
        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.path("level").asText()).isEqualTo("INFO");
        assertThat(line.path("message").asText()).isEqualTo("answered 503");
        assertThat(line.path("logger").asText()).isEqualTo("io.portmaster.Someone");
        assertThat(line.path("status").isInt()).isTrue();
        assertThat(written.lines.get(0)).contains("\"/v1/services\"");
    }

    @Test
    void controlCharactersAreEscaped() {
        log.info("a\r\nb\u001b[31mc\u2028d");

        assertThat(onlyLine().path("message").asText()).isEqualTo("a\r\nb\u001b[31mc\u2028d");
        assertThat(written.lines.get(0).strip()).doesNotContain("\r", "\n", "\u001b");
    }

    @Test
    void exceptionIsOneField() {
        log.error("a request met a fault", new IllegalStateException("broken", new RuntimeException("inside")));

        assertThat(onlyLine().path("exception").asText())
                .startsWith("java.lang.IllegalStateException: broken\n\tat ")
                .contains("Caused by: java.lang.RuntimeException: inside");
        assertThat(written.lines.get(0).strip()).doesNotContain("\n");
    }

    @Test
    void repeatedLineIsWrittenOnceAndThenSummedUp() {
        for (int i = 0; i < 100; i++) {
            log.warn("etcd granted no lease: {}", "UNAVAILABLE");
        }
        log.info("this is no trouble");
        log.info("this is no trouble");
        flush();

        assertThat(messages())
                .containsExactly(
                        "etcd granted no lease: UNAVAILABLE",
                        "this is no trouble",
                        "this is no trouble",
                        "repeated 99 times within 10 s: etcd granted no lease: UNAVAILABLE");
        JsonNode summary = parse(written.lines.get(3));
        assertThat(summary.path("repeated").asInt()).isEqualTo(99);
        assertThat(summary.path("logger").asText()).isEqualTo("io.portmaster.Someone");
    }

    @Test
    void lineThatCameTwiceWasRepeatedOnce() {
        log.warn("etcd granted no lease");
        log.warn("etcd granted no lease");
        flush();

        assertThat(messages())
                .containsExactly("etcd granted no lease", "repeated once within 10 s: etcd granted no lease");
    }

    @Test
    void loggerSetToDebugWritesEveryLine() {
        log.setLevel(Level.DEBUG);
        log.warn("the same");
        log.warn("the same");
        flush();

        assertThat(messages()).containsExactly("the same", "the same");
    }

    @Test
    void loggingNeverWaitsAndDroppedLinesAreCounted() {
        written.reads = new CountDownLatch(1);
        int lines = 3 * appender.getRingBufferSize();
        for (int i = 0; i < lines; i++) {
            log.info("line {}", i);
        }
        long dropped = appender.dropped();
        assertThat(appender.awaitWritten(Duration.ofMillis(50))).isFalse();
        assertThat(dropped).isBetween((long) lines / 3, (long) lines);

        written.reads.countDown();
        flush();

        String summary = dropped + " log lines were dropped, because they were written more slowly than they came";
        assertThat(messages()).hasSize((int) (lines - dropped) + 1).containsOnlyOnce(summary);
    }

    private void flush() {
        appender.getCopyOfAttachedFiltersList().forEach(filter -> ((RepeatFilter) filter).flush());
        assertThat(appender.awaitWritten(Duration.ofSeconds(20))).isTrue();
    }

    private JsonNode onlyLine() {
        flush();
        Await.until("the line is written", Duration.ofSeconds(10), () -> written.lines.size() == 1);
        return parse(written.lines.get(0));
    }

    private List<String> messages() {
        return written.lines.stream()
                .map(line -> parse(line).path("message").asText())
                .toList();
    }

    private static List<String> names(JsonNode line) {
        return StreamSupport.stream(((Iterable<String>) line::fieldNames).spliterator(), false)
                .collect(Collectors.toList());
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
