package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts ports in the place of {@code {}} or {@code {http}} in the words of a command. All other bytes stay as they are, also
 * braces around anything else.
 */
final class Placeholders {
    private final Map<String, String> ports;

    private Placeholders(Map<String, String> ports) {
        this.ports = ports;
    }

    static Placeholders of(Ports ports) {
        return new Placeholders(ports.byName().entrySet().stream()
                .collect(Collectors.toMap(
                        port -> "{" + port.getKey() + "}", port -> Integer.toString(port.getValue()))));
    }

    List<byte[]> in(List<byte[]> words) {
        return words.stream().map(this::in).toList();
    }

    byte[] in(byte[] word) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(word.length);
        int position = 0;
        while (position < word.length) {
            int end = endOfPlaceholder(word, position);
            String port = end < 0 ? null : port(word, position, end);
            if (port == null) {
                result.write(word[position]);
                position++;
            } else {
                result.writeBytes(port.getBytes(US_ASCII));
                position = end;
            }
        }
        return result.toByteArray();
    }

    /** The place behind the brace that closes; -1 if none opens here, or none closes. */
    private static int endOfPlaceholder(byte[] word, int start) {
        if (word[start] != '{') {
            return -1;
        }
        for (int index = start + 1; index < word.length; index++) {
            if (word[index] == '}') {
                return index + 1;
            }
        }
        return -1;
    }

    private @Nullable String port(byte[] word, int start, int end) {
        return ports.get(new String(Arrays.copyOfRange(word, start, end), US_ASCII));
    }
}
