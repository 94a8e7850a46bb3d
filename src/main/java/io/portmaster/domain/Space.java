package io.portmaster.domain;

/**
 * An independent set of port numbers, for example of a network, a data centre, a host or a protocol. The same port and the same
 * name may be in use in two spaces at once. The name of a space follows the {@link NameRule} of services, so it never begins
 * with {@code _}.
 */
public record Space(String name) implements Comparable<Space> {
    /** The space that every installation has. Only the wiring and the key of fences name it. */
    public static final Space DEFAULT = new Space("default");

    /** @throws IllegalArgumentException if the name breaks the {@link NameRule} of services */
    public Space {
        if (!isName(name)) {
            throw new IllegalArgumentException("the space's name " + NameRule.SERVICE.objection(name));
        }
    }

    /** Whether a space may have that name. */
    public static boolean isName(String text) {
        return NameRule.SERVICE.allows(text);
    }

    @Override
    public int compareTo(Space other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
