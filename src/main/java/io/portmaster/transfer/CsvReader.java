package io.portmaster.transfer;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads comma-separated values as in RFC 4180. Lines may end in LF, too. */
final class CsvReader {
    private static final int END = -1;

    private final PushbackReader text;

    CsvReader(Reader text) {
        this.text = new PushbackReader(text, 2);
    }

    /**
     * The cells of the next record; null at the end.
     *
     * @throws UnreadableDumpException if a quote isn't closed
     */
    @Nullable
    List<String> record() throws IOException {
        int c = text.read();
        if (c == END) {
            return null;
        }
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        while (true) {
            switch (c) {
                case '"' -> quoted(cell);
                case ',' -> {
                    cells.add(cell.toString());
                    cell.setLength(0);
                }
                case '\r' -> skipLineFeed();
                case '\n', END -> {
                    cells.add(cell.toString());
                    return cells;
                }
                default -> cell.append((char) c);
            }
            c = text.read();
        }
    }

    /** A carriage return is a line's end with or without a line feed behind it. */
    private void skipLineFeed() throws IOException {
        int next = text.read();
        if (next != END && next != '\n') {
            text.unread(next);
        }
        text.unread('\n');
    }

    private void quoted(StringBuilder cell) throws IOException {
        while (true) {
            int c = text.read();
            if (c == END) {
                throw new UnreadableDumpException("the table ends inside of a quoted cell");
            }
            if (c == '"') {
                int next = text.read();
                if (next != '"') {
                    if (next != END) {
                        text.unread(next);
                    }
                    return;
                }
            }
            cell.append((char) c);
        }
    }
}
