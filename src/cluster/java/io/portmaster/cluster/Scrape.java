package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;

/**
 * The metrics of a node or an etcd member, read once from {@code /metrics}.
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

    /** The value of a series; 0 if there is none, as before the first count. */
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
