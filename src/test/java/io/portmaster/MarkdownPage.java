package io.portmaster;

import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page of the documentation in Markdown. What stands in blocks of code is no part of its headings, links and paragraphs. */
final class MarkdownPage {
    private static final Pattern HEADING = Pattern.compile("(#+) (.*)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\((?!https?:)([^)#\\s]*)(?:#([^)]*))?\\)");
    private static final Pattern LIST_ITEM = Pattern.compile("\\s*([-*]|\\d+\\.) .*");

    private final Path file;
    private final List<String> lines;

    /** @param level 1 for the title */
    record Heading(int level, String text) {
        /** The anchor that a link has to name, by GitHub's rule. */
        String anchor() {
            return text.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }

    /**
     * A link to a file of the project.
     *
     * @param file the page itself if none is named
     */
    record Link(String text, Path file, @Nullable String anchor) {}

    /** A heading, and the lines below it up to the next heading of any level. */
    record Section(Heading heading, List<String> lines) {}

    private MarkdownPage(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    static MarkdownPage of(Path file) {
        try {
            return new MarkdownPage(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All pages of the project, by their names from its root. */
    static List<String> all() throws IOException {
        Path root = Checkout.file("");
        List<String> names = new ArrayList<>(List.of("README.md", "CHANGELOG.md"));
        for (String folder : List.of(".github", "src/docs")) {
            try (Stream<Path> files = Files.walk(Checkout.file(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(file -> root.relativize(file).toString())
                        .sorted()
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** How many lines the file has. */
    int length() {
        return lines.size();
    }

    /** The whole page, with its blocks of code. */
    String text() {
        return String.join("\n", lines);
    }

    List<Heading> headings() {
        return sections().stream().map(Section::heading).toList();
    }

    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        for (String line : linesOutsideCode()) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                sections.add(new Section(new Heading(heading.group(1).length(), heading.group(2)), new ArrayList<>()));
            } else if (!sections.isEmpty()) {
                sections.get(sections.size() - 1).lines().add(line);
            }
        }
        return sections;
    }

    /** The anchors that links can name. The second of two equal headings gets {@code -1}. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Heading heading : headings()) {
            int before = seen.merge(heading.anchor(), 1, Integer::sum) - 1;
            anchors.add(before == 0 ? heading.anchor() : heading.anchor() + "-" + before);
        }
        return anchors;
    }

    List<Link> links() {
        List<Link> links = new ArrayList<>();
        Matcher link = LINK.matcher(String.join("\n", linesOutsideCode()));
        while (link.find()) {
            Path target = link.group(2).isEmpty() ? file : file.resolveSibling(link.group(2));
            links.add(new Link(link.group(1), target, link.group(3)));
        }
        return links;
    }

    /** Paragraphs and items of lists, each as one line. Tables are none. */
    List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        boolean open = false;
        for (String line : linesOutsideCode()) {
            if (line.isBlank() || line.startsWith("|") || HEADING.matcher(line).matches()) {
                open = false;
            } else if (open && !LIST_ITEM.matcher(line).matches()) {
                paragraphs.add(paragraphs.remove(paragraphs.size() - 1) + " " + line.strip());
            } else {
                paragraphs.add(line.strip());
                open = true;
            }
        }
        return paragraphs;
    }

    private List<String> linesOutsideCode() {
        List<String> outside = new ArrayList<>();
        boolean inCode = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                inCode = !inCode;
            } else if (!inCode) {
                outside.add(line);
            }
        }
        return outside;
    }
}
