package io.portmaster.domain;

/** How many ports of a service are in which state. A record that can't be read counts as allocated. */
public record PortCounts(int total, int allocated, int offered) {
    public int free() {
        return total - allocated - offered;
    }
}
