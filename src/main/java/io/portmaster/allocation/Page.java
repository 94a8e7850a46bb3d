package io.portmaster.allocation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A part of a list.
 *
 * @param more whether more items follow
 */
public record Page<T>(List<T> items, boolean more) {
    /** The first {@code limit} items. Takes no more from the iterator than it needs. */
    static <T> Page<T> of(Iterator<T> all, int limit) {
        List<T> items = new ArrayList<>();
        while (items.size() < limit && all.hasNext()) {
            items.add(all.next());
        }
        return new Page<>(items, all.hasNext());
    }
}
