package io.portmaster.etcd;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of etcd, and whether nodes may use it. */
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {
    /** In older versions a watch's progress notification can come before events of earlier revisions. */
    public static final EtcdVersion OLDEST = new EtcdVersion(3, 5, 13);

    private static final Comparator<EtcdVersion> ORDER = Comparator.comparingInt(EtcdVersion::major)
            .thenComparingInt(EtcdVersion::minor)
            .thenComparingInt(EtcdVersion::patch);
    private static final EtcdVersion OLDEST_SOUND_35 = new EtcdVersion(3, 5, 28);
    private static final EtcdVersion OLDEST_SOUND_36 = new EtcdVersion(3, 6, 9);
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(\\D.*)?");

    /** @throws IllegalArgumentException if the text is no version */
    public static EtcdVersion parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("not a version of etcd: " + text);
        }
        return new EtcdVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }

    /** Whether a node may run on it at all. */
    public boolean isSupported() {
        return compareTo(OLDEST) >= 0;
    }

    /**
     * Whether the version is free of two faults that matter here: older ones can answer a linearizable read with stale data after a
     * pause, and don't check permissions inside nested transactions.
     */
    public boolean isSound() {
        EtcdVersion oldest = minor == 5 && major == 3 ? OLDEST_SOUND_35 : OLDEST_SOUND_36;
        return compareTo(oldest) >= 0;
    }

    @Override
    public int compareTo(EtcdVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
