package io.portmaster.allocation;

import io.portmaster.domain.Name;
import java.util.List;

/**
 * The names that a request asks ports for: one each, all or none.
 *
 * @param names 1 to {@value #MAX}, each once, in the order of the answer
 * @param group whether the request names a list. A list of one name is a group, too
 * @param consecutive whether the ports have to be neighbours, in the order of the names
 */
public record OfferedNames(List<Name> names, boolean group, boolean consecutive) {
    /** The largest number of names of a request. */
    public static final int MAX = 24;

    /** A single name, in no group. */
    public static OfferedNames single(Name name) {
        return new OfferedNames(List.of(name), false, false);
    }

    public static OfferedNames group(List<Name> names, boolean consecutive) {
        return new OfferedNames(List.copyOf(names), true, consecutive);
    }

    @Override
    public String toString() {
        return group ? names.toString() : names.get(0).toString();
    }
}
