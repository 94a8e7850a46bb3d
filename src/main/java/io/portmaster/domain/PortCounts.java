package io.portmaster.domain;

/** The numbers of a service's ports by state. A record that can't be read counts as allocated. */
public record PortCounts(int total, int allocated, int offered) {
    public int free() {
        return total - allocated - offered;
    }
}
