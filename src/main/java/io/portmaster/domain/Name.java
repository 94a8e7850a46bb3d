package io.portmaster.domain;

/** The name of a service or of an instance. {@link NameRule} says which names are allowed. Upper and lower case differ. */
public record Name(String value) implements Comparable<Name> {
    /** @throws IllegalArgumentException if {@link NameRule#INSTANCE} forbids the name */
    public Name {
        require(NameRule.INSTANCE, value);
    }

    /** @throws IllegalArgumentException if {@link NameRule#SERVICE} forbids the name */
    public static Name ofService(String text) {
        require(NameRule.SERVICE, text);
        return new Name(text);
    }

    private static void require(NameRule rule, String text) {
        if (!rule.allows(text)) {
            throw new IllegalArgumentException("the name " + rule.objection(text));
        }
    }

    @Override
    public int compareTo(Name other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
