package io.portmaster.cli.output;

import io.portmaster.cli.output.Column.Kind;
import io.portmaster.cli.shell.Screen;
import io.portmaster.cli.shell.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Lays out rows as a table, or one thing as its fields. Everything is made safe for a terminal. */
final class Table {
    private static final String GAP = "  ";

    /** A column of prose is never narrower, unless all of it is. */
    private static final int LEAST_PROSE = 8;

    private final Screen screen;

    Table(Screen screen) {
        this.screen = screen;
    }

    /** The head, and a line for each item. */
    <T> List<String> rows(List<Column<T>> columns, List<T> items) {
        List<List<String>> cells = new ArrayList<>(items.size());
        for (T item : items) {
            cells.add(columns.stream().map(column -> cell(column, item)).toList());
        }
        int[] widths = widths(columns, cells);
        List<String> lines = new ArrayList<>(items.size() + 1);
        lines.add(line(columns, columns.stream().map(Column::title).toList(), widths, column -> Style.BOLD));
        for (int row = 0; row < items.size(); row++) {
            T item = items.get(row);
            lines.add(line(
                    columns, cells.get(row), widths, column -> column.style().apply(item)));
        }
        return lines;
    }

    /** A line for each field that has a value. */
    <T> List<String> fields(List<Column<T>> columns, T item) {
        List<Column<T>> filled = columns.stream()
                .filter(column -> !column.text().apply(item).isEmpty())
                .toList();
        int width = filled.stream()
                .mapToInt(column -> TextWidth.of(column.title()))
                .max()
                .orElse(0);
        return filled.stream()
                .map(column -> styled(Style.BOLD, TextWidth.padded(column.title(), width, false))
                        + GAP
                        + styled(column.style().apply(item), cell(column, item)))
                .toList();
    }

    private static <T> String cell(Column<T> column, T item) {
        return Terminal.escaped(column.text().apply(item));
    }

    private <T> int[] widths(List<Column<T>> columns, List<List<String>> cells) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int widest = TextWidth.of(columns.get(i).title());
            for (List<String> row : cells) {
                widest = Math.max(widest, TextWidth.of(row.get(i)));
            }
            widths[i] = widest;
        }
        narrow(widths, columns);
        return widths;
    }

    /** Takes from the widest column of prose, again and again, until the table fits or no column can be narrower. */
    private <T> void narrow(int[] widths, List<Column<T>> columns) {
        int excess = (widths.length - 1) * GAP.length() - screen.outputWidth();
        for (int width : widths) {
            excess += width;
        }
        for (; excess > 0; excess--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean canGive = columns.get(i).kind() == Kind.PROSE && widths[i] > LEAST_PROSE;
                if (canGive && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private interface Styles<T> {
        Style of(Column<T> column);
    }

    private <T> String line(List<Column<T>> columns, List<String> cells, int[] widths, Styles<T> styles) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Column<T> column = columns.get(i);
            String text = TextWidth.cut(cells.get(i), widths[i]);
            String padded = TextWidth.padded(text, widths[i], column.kind() == Kind.NUMBER);
            boolean isLast = i == widths.length - 1;
            line.append(i == 0 ? "" : GAP).append(styled(styles.of(column), isLast ? padded.stripTrailing() : padded));
        }
        return screen.colouredOutput() ? line.toString() : line.toString().stripTrailing();
    }

    private String styled(Style style, String text) {
        return screen.colouredOutput() ? style.on(text) : text;
    }
}
