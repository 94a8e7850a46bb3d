package io.portmaster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an {@code exec} uses itself, without its command.
 *
 * @param processes of it
 * @param memory that no other process shares (RssAnon), in KiB, of all of them
 * @param ticks of processor time so far, with the processes that have ended, in hundredths of a second
 */
record ExecCost(int processes, long memory, long ticks) {
    private static final Pattern RSS_ANON = Pattern.compile("^RssAnon:\\s*(\\d+)", Pattern.MULTILINE);

    /** @param command that it runs */
    static ExecCost of(ExecRun run, String... command) {
        String words = String.join("\0", command) + "\0";
        List<Long> own = Stream.concat(
                        Stream.of(run.pid()),
                        ProcessHandle.of(run.pid()).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .filter(pid -> !read(pid, "cmdline").equals(words))
                .toList();
        return new ExecCost(
                own.size(),
                own.stream().mapToLong(ExecCost::memoryOf).sum(),
                own.stream().mapToLong(ExecCost::ticksOf).sum());
    }

    private static long memoryOf(long pid) {
        return RSS_ANON.matcher(read(pid, "status"))
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    /** The kernel tells four times behind a process' name: its own, and those of the children that it has waited for. */
    private static long ticksOf(long pid) {
        String stat = read(pid, "stat");
        return Stream.of(stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1))
                .skip(11)
                .limit(4)
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** The text of a file about a process; empty if that has ended. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }
}
