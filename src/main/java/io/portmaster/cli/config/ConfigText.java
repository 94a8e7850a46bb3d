package io.portmaster.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a config file: {@code key = value} lines, first those of the file as a whole, then those of each {@code [section]}.
 * Blank lines and lines that begin with {@code #} or {@code ;} stand for nothing. A change leaves all other lines as they are.
 */
final class ConfigText {
    private static final Pattern HEAD = Pattern.compile("\\s*\\[\\s*([A-Za-z0-9][A-Za-z0-9._:@-]*)\\s*]\\s*");
    private static final Pattern SETTING = Pattern.compile("\\s*([a-z][a-z-]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern NOTHING = Pattern.compile("\\s*([#;].*)?");

    private final List<String> lines;

    /** @throws IllegalArgumentException if a line is none of those; the message has its number, and not what stands in it */
    ConfigText(List<String> lines) {
        this.lines = new ArrayList<>(lines);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!NOTHING.matcher(line).matches()
                    && !HEAD.matcher(line).matches()
                    && !SETTING.matcher(line).matches()) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " is neither [NAME] nor 'key = value' nor a comment that begins with #");
            }
        }
    }

    /** Whether this may be a section's name. */
    static boolean isName(String text) {
        return HEAD.matcher("[" + text + "]").matches() && text.equals(text.strip());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The names of the sections, each once. */
    List<String> sections() {
        return lines.stream()
                .map(HEAD::matcher)
                .filter(Matcher::matches)
                .map(head -> head.group(1))
                .distinct()
                .toList();
    }

    /**
     * The settings of a section. The last one counts of two with the same key.
     *
     * @param section null for those of the file as a whole
     */
    Map<String, String> settings(@Nullable String section) {
        Map<String, String> settings = new LinkedHashMap<>();
        String current = null;
        for (String line : lines) {
            Matcher head = HEAD.matcher(line);
            Matcher setting = SETTING.matcher(line);
            if (head.matches()) {
                current = head.group(1);
            } else if (setting.matches() && isSame(current, section)) {
                settings.put(setting.group(1), setting.group(2));
            }
        }
        return settings;
    }

    private static boolean isSame(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equals(other);
    }

    /** Changes a setting, or adds it, and its section too if need be. */
    void set(@Nullable String section, String key, String value) {
        String line = key + " = " + value;
        int end = removeAll(section, key);
        if (end < 0) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add("[" + section + "]");
            lines.add(line);
        } else {
            lines.add(end, line);
            if (end + 1 < lines.size() && HEAD.matcher(lines.get(end + 1)).matches()) {
                lines.add(end + 1, "");
            }
        }
    }

    /**
     * Removes a setting.
     *
     * @return where such a line belongs; -1 if there is no such section
     */
    private int removeAll(@Nullable String section, String key) {
        int place = section == null ? 0 : -1;
        int removedAt = -1;
        String current = null;
        for (int i = 0; i < lines.size(); i++) {
            Matcher head = HEAD.matcher(lines.get(i));
            Matcher setting = SETTING.matcher(lines.get(i));
            if (head.matches()) {
                current = head.group(1);
                place = isSame(current, section) ? i + 1 : place;
            } else if (setting.matches() && isSame(current, section)) {
                if (setting.group(1).equals(key)) {
                    lines.remove(i);
                    removedAt = removedAt < 0 ? i : removedAt;
                    i--;
                }
                place = i + 1;
            }
        }
        return removedAt < 0 ? place : removedAt;
    }

    /** Removes a section with all that is in it. */
    void remove(String section) {
        List<String> kept = new ArrayList<>();
        String current = null;
        for (String line : lines) {
            Matcher head = HEAD.matcher(line);
            current = head.matches() ? head.group(1) : current;
            if (!isSame(current, section)) {
                kept.add(line);
            }
        }
        lines.clear();
        lines.addAll(kept);
    }

    /** Removes a setting. */
    void unset(@Nullable String section, String key) {
        removeAll(section, key);
    }
}
