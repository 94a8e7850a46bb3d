package io.portmaster.domain;

/** Which service is meant: its space, and its name, which is unique in that space only. */
public record ServiceRef(Space space, Name name) {
    @Override
    public String toString() {
        return space + "/" + name;
    }
}
