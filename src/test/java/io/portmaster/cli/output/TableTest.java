package io.portmaster.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.shell.Screen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private record Row(String name, int port, String note) {}

    private static final List<Column<Row>> COLUMNS = List.of(
            Column.word("NAME", Row::name),
            Column.<Row>number("PORT", Row::port).styled(row -> Style.GREEN),
            Column.prose("NOTE", Row::note));

    private static List<String> rows(Screen screen, Row... rows) {
        return new Table(screen).rows(COLUMNS, List.of(rows));
    }

    private static Screen terminal(int width) {
        return new Screen(true, true, true, () -> width, false);
    }

    @Test
    void columnsAreAsWideAsTheirWidestValueAndNumbersStandOnTheRight() {
        assertThat(rows(Screen.NONE, new Row("web-01", 5000, "first"), new Row("a", 10000, "")))
                .containsExactly("NAME     PORT  NOTE", "web-01   5000  first", "a       10000");
    }

    @Test
    void wideCharactersTakeTwoColumnsAndMarksNone() {
        assertThat(rows(
                        Screen.NONE,
                        new Row("端口", 1, "x"),
                        new Row("e\u0301e", 2, "x"),
                        new Row("😀", 3, "x"),
                        new Row("ab", 4, "x")))
                .containsExactly(
                        "NAME  PORT  NOTE", "端口     1  x", "e\u0301e       2  x", "😀       3  x", "ab       4  x");
    }

    @Test
    void whatMovesTheCursorIsSpelled() {
        assertThat(rows(Screen.NONE, new Row("a\u001b[31m\nb", 1, "\u202e\u009b")))
                .hasSize(2)
                .contains("a\\u001b[31m\\u000ab     1  \\u202e\\u009b");
    }

    @Test
    void onATerminalProseIsCutUntilTheTableFitsAndNamesAreNot() {
        Row row = new Row("web-01.example.com", 5000, "a long text that nobody copies");
        assertThat(rows(terminal(40), row))
                .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(40))
                .contains("web-01.example.com  5000  a long text t…");
        assertThat(rows(terminal(10), row)).contains("web-01.example.com  5000  a long …");
        assertThat(rows(Screen.NONE, row).get(1)).endsWith("nobody copies");
    }

    @Test
    void aWideCharacterIsNotCutInHalf() {
        assertThat(rows(terminal(20), new Row("ab", 1, "端口端口端口端口")).get(1)).isEqualTo("ab       1  端口端…");
    }

    @Test
    void coloursAreOnlyForATerminalThatWantsThem() {
        Screen coloured = new Screen(true, true, true, () -> 80, true);
        Row row = new Row("web-01", 5000, "x");
        assertThat(rows(coloured, row)).anyMatch(line -> line.contains("\u001b[32m5000\u001b[0m"));
        Screen pipe = new Screen(false, true, true, () -> 80, true);
        assertThat(rows(pipe, row)).noneMatch(line -> line.contains("\u001b"));
        assertThat(rows(terminal(80), row)).noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void fieldsStandBelowEachOtherWithoutThoseThatHaveNoValue() {
        assertThat(new Table(Screen.NONE).fields(COLUMNS, new Row("web-01", 5000, "")))
                .containsExactly("NAME  web-01", "PORT  5000");
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "端口, 4", "ｗ, 2", "é, 1", "'', 0", "…, 1", "🚢, 2", "한글, 4"})
    void widthIsThatOfATerminal(String text, int width) {
        assertThat(TextWidth.of(text)).isEqualTo(width);
    }
}
