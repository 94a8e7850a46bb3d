package io.portmaster.traffic;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How many requests of each kind had which answer. */
public final class Tally {
    private final Map<String, Map<String, LongAdder>> answers = new ConcurrentSkipListMap<>();

    void count(String kind, String answer) {
        answers.computeIfAbsent(kind, any -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(answer, any -> new LongAdder())
                .increment();
    }

    /** The number of these answers. */
    public long of(String kind, String answer) {
        LongAdder counted = answers.getOrDefault(kind, Map.of()).get(answer);
        return counted == null ? 0 : counted.sum();
    }

    /** The number of all answers. */
    public long total() {
        return answers.values().stream()
                .flatMap(of -> of.values().stream())
                .mapToLong(LongAdder::sum)
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(total() + " answers");
        answers.forEach((kind, of) -> text.append("\n  ").append(kind).append(": ").append(of));
        return text.toString();
    }
}
