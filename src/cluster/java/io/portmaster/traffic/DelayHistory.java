package io.portmaster.traffic;

import java.util.ArrayList;
import java.util.List;

/** The values that a service's delay has had. One thread changes them. */
public final class DelayHistory {
    private final List<Setting> settings = new ArrayList<>();

    /**
     * @param from when the request for it was sent
     * @param until when the answer had come to the request for the next one
     */
    private record Setting(int seconds, long from, long until) {}

    /** @param seconds that the service was created with */
    public DelayHistory(int seconds) {
        settings.add(new Setting(seconds, Long.MIN_VALUE, Moment.NEVER));
    }

    /** Takes note of a value before it is asked for. */
    public synchronized void changing(int seconds) {
        settings.add(new Setting(seconds, Moment.now(), Moment.NEVER));
    }

    /** Takes note that the newest value counts. */
    public synchronized void changed() {
        long now = Moment.now();
        Setting newest = settings.get(settings.size() - 1);
        settings.replaceAll(setting -> setting.equals(newest) || setting.until() != Moment.NEVER
                ? setting
                : new Setting(setting.seconds(), setting.from(), now));
    }

    /** The least number of seconds that may have counted for a request in that time. */
    synchronized int least(long asked, long answered) {
        return settings.stream()
                .filter(setting -> setting.from() <= answered && setting.until() >= asked)
                .mapToInt(Setting::seconds)
                .min()
                .orElseThrow();
    }
}
