package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;

/**
 * What a node or an etcd member counts, as its {@code /metrics} said it once.
 *
 * @param text in Prometheus' text format, version 0.0.4
 */
public record Scrape(String text) {
    /** @throws UncheckedIOException if no answer came */
    public static Scrape of(PlainHttp process) {
        try {
            return new Scrape(process.get("/metrics").expect(200).text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param series the metric's name, and its labels as the text has them
     * @throws AssertionError if there is no such series
     */
    public double value(String series) {
        return find(series).orElseThrow(() -> new AssertionError("no such series: " + series));
    }

    /** Of a series that stands only once there is something to count. */
    public double valueOrZero(String series) {
        return find(series).orElse(0);
    }

    private OptionalDouble find(String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst();
    }
}
