package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.MarkdownPage.Section;
import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The form of pages that grow: decisions, figures, faults. */
class DocumentFormTest {
    private static final MarkdownPage DECISIONS = page("decisions.md");
    private static final MarkdownPage PERFORMANCE = page("performance.md");
    private static final MarkdownPage RELIABILITY = page("reliability.md");

    private static MarkdownPage page(String name) {
        return MarkdownPage.of(Checkout.file("src/docs/" + name));
    }

    @Test
    void everyDecisionTellsItsContextWhatWasDecidedAndWhatFollows() {
        List<Section> decisions = DECISIONS.sections().stream()
                .filter(section -> section.heading().level() == 3)
                .toList();
        assertThat(decisions).isNotEmpty().allSatisfy(decision -> assertThat(
                        matches("^\\*\\*(\\w+)\\.\\*\\* \\S", String.join("\n", decision.lines())))
                .containsExactly("Context", "Decision", "Consequence"));
    }

    @Test
    void theListAtTheTopOfDecisionsNamesEachHeadingInItsOrder() {
        List<Section> sections = DECISIONS.sections();
        List<String> list = sections.get(0).lines().stream()
                .filter(line -> line.strip().startsWith("- "))
                .toList();
        assertThat(list)
                .isEqualTo(DECISIONS.headings().stream()
                        .filter(heading -> heading.level() > 1)
                        .map(heading -> "  ".repeat(heading.level() - 2) + "- [" + heading.text() + "](#"
                                + heading.anchor() + ")")
                        .toList());
    }

    @Test
    void thePageOnPerformanceIsShortAndNoParagraphHasMoreThanFourNumbers() {
        assertThat(PERFORMANCE.length()).isLessThanOrEqualTo(120);
        assertThat(PERFORMANCE.paragraphs()).isNotEmpty().allSatisfy(paragraph -> assertThat(
                        matches("(?<![\\w.-])(\\d[\\d.,]*)", withoutTargets(paragraph)))
                .hasSizeLessThanOrEqualTo(4));
    }

    /** The text with links as a reader sees them. */
    private static String withoutTargets(String text) {
        return text.replaceAll("\\]\\([^)]*\\)", "]");
    }

    @Test
    void everyFaultOfTheProgramIsExplained() throws IOException {
        List<String> explained = RELIABILITY.sections().stream()
                .filter(section -> section.heading().text().equals("What each fault does"))
                .flatMap(section -> matches("^\\| `([a-z-]+)` \\|", String.join("\n", section.lines())).stream())
                .toList();
        assertThat(explained)
                .isEqualTo(matches("^    ([A-Z][A-Z_]+)\\(", cases()).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    private static String cases() throws IOException {
        return Files.readString(Checkout.file("src/faults/java/io/portmaster/faults/FaultCase.java"));
    }

    /** Such a word marks a place that is still to be filled. */
    @Test
    void noLineOfAPageIsOneWordInCapitals() throws IOException {
        assertThat(MarkdownPage.all()).allSatisfy(page -> assertThat(matches(
                        "^([A-Z]{4,})$", MarkdownPage.of(Checkout.file(page)).text()))
                .isEmpty());
    }

    @Test
    void everyIntegrationTestThatIsNamedIsThere() {
        String text = RELIABILITY.text()
                + MarkdownPage.of(Checkout.file(".github/CONTRIBUTING.md")).text();
        assertThat(matches("-Dit\\.test=(\\w+)", text)).allMatch(test -> test.endsWith("IT"));
        assertThat(matches("\\b([A-Z]\\w+IT)\\b", text)).isNotEmpty().allSatisfy(test -> assertThat(
                        Checkout.file("src/cluster/java/io/portmaster/cluster/" + test + ".java"))
                .exists());
    }

    /** The first group of each match, line by line. */
    private static List<String> matches(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
