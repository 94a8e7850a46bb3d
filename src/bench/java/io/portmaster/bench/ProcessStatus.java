package io.portmaster.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The figures that Linux has of a process in {@code /proc}: see proc(5). */
final class ProcessStatus {
    /** {@code USER_HZ}: 100 on every machine that Java runs on, whatever the kernel's own ticks are. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final Path folder;

    ProcessStatus(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** The seconds of CPU that its threads have used. */
    double cpuSeconds() {
        String stat = read("stat");
        // The second field is the program's name, which may hold anything; the third follows its last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** The memory in use, in MB (10⁶ bytes). */
    double rss() {
        return megabytes("VmRSS:");
    }

    /** The most memory that was ever in use, in MB. */
    double peakRss() {
        return megabytes("VmHWM:");
    }

    private double megabytes(String field) {
        String line = read("status")
                .lines()
                .filter(each -> each.startsWith(field))
                .findFirst()
                .orElseThrow(() -> new BenchException("no " + field + " in " + folder));
        return Long.parseLong(line.substring(field.length()).replace("kB", "").strip()) * 1024 / 1e6;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
