package io.portmaster.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the start of the next page; null on the last page
 */
public record Page<T>(List<T> items, @Nullable Start next) {
    public Page {
        items = List.copyOf(items);
    }

    /** Asks for the page that starts there. */
    @FunctionalInterface
    public interface Request<T> {
        Page<T> from(Start start) throws ProblemException, IOException;
    }

    /** The whole list, in pages as long as they may be. */
    public static <T> List<T> all(Request<T> request) throws ProblemException, IOException {
        List<T> all = new ArrayList<>();
        for (Start start = Start.first(Start.MOST); start != null; ) {
            Page<T> page = request.from(start);
            all.addAll(page.items());
            start = page.next();
        }
        return all;
    }

    /**
     * Where a page starts, and how long it may be.
     *
     * @param limit from 1 to 10,000 entries
     * @param cursor from the page before; null for the first page
     */
    public record Start(int limit, @Nullable String cursor) {
        /** The longest page that there is. */
        public static final int MOST = 10_000;

        /** The beginning of the list. */
        public static Start first(int limit) {
            return new Start(limit, null);
        }
    }
}
