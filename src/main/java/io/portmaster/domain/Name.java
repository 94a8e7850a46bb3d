package io.portmaster.domain;

/** The name of a service or of an instance; its {@link NameRule} says what it may be. Names differ by case. */
public record Name(String value) implements Comparable<Name> {
    /** @throws IllegalArgumentException for what neither an instance nor a service may be called */
    public Name {
        require(NameRule.INSTANCE, value);
    }

    /** @throws IllegalArgumentException for what a service may not be called */
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
