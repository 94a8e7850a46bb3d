package io.portmaster.domain;

/** The identity of a service: its space and its name. The name is unique in the space only. */
public record ServiceRef(Space space, Name name) {
    @Override
    public String toString() {
        return space + "/" + name;
    }
}
