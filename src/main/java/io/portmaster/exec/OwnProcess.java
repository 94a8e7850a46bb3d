package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the kernel tells this process about itself. Arguments and variables are bytes here: Java's own are text, and a locale may
 * lack the characters for it.
 */
final class OwnProcess {
    private static final Path PROC = Path.of("/proc/self");

    private OwnProcess() {}

    /** The words that this process was started with, the program's own name first. */
    static List<byte[]> commandLine() throws IOException {
        return split(Files.readAllBytes(PROC.resolve("cmdline")));
    }

    /** {@code NAME=value}, each as the process got it. */
    static List<byte[]> environment() throws IOException {
        return split(Files.readAllBytes(PROC.resolve("environ")));
    }

    /** The signals that the first thread has blocked. All others have been started by it, and have the same. */
    static SignalSet blocked() throws IOException {
        return mask("SigBlk:");
    }

    /** The signals that the process was started to ignore. */
    static SignalSet ignored() throws IOException {
        return mask("SigIgn:");
    }

    /** The signals that the process has a handler for. */
    static SignalSet caught() throws IOException {
        return mask("SigCgt:");
    }

    private static SignalSet mask(String line) throws IOException {
        return Files.readAllLines(PROC.resolve("status"), ISO_8859_1).stream()
                .filter(one -> one.startsWith(line))
                .map(one -> SignalSet.parse(one.substring(line.length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no line " + line));
    }

    /** Splits behind each zero. */
    static List<byte[]> split(byte[] bytes) {
        List<byte[]> texts = new ArrayList<>();
        int start = 0;
        for (int index = 0; index < bytes.length; index++) {
            if (bytes[index] == 0) {
                texts.add(Arrays.copyOfRange(bytes, start, index));
                start = index + 1;
            }
        }
        return texts;
    }
}
