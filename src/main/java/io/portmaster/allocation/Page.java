package io.portmaster.allocation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Part of a list.
 *
 * @param more whether anything follows the last item
 */
public record Page<T>(List<T> items, boolean more) {
    /** The first {@code limit} of these, taking no more from the iterator than it must. */
    static <T> Page<T> of(Iterator<T> all, int limit) {
        List<T> items = new ArrayList<>();
        while (items.size() < limit && all.hasNext()) {
            items.add(all.next());
        }
        return new Page<>(items, all.hasNext());
    }
}
