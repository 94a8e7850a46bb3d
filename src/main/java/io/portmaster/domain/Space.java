package io.portmaster.domain;

/**
 * An independent set of port numbers: a network, a data centre, a host, a protocol. The same port, and the same name, may be
 * in use in two spaces at once. A space's name follows the {@link NameRule} of services, so that none begins with {@code _}.
 */
public record Space(String name) implements Comparable<Space> {
    /** The space that always is. Only the wiring names it, and the key of fences. */
    public static final Space DEFAULT = new Space("default");

    /** @throws IllegalArgumentException for what a space may not be called */
    public Space {
        if (!isName(name)) {
            throw new IllegalArgumentException("the space's name " + NameRule.SERVICE.objection(name));
        }
    }

    /** Whether a space may be called so. */
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
