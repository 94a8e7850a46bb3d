package io.portmaster.domain;

/**
 * The numbers of a service's ports by state. A port is held, else cooling, else reserved, else free: the numbers of the states
 * add up to the total. A holding that can't be read counts as allocated.
 */
public record PortCounts(int total, int allocated, int offered, int cooling, int reserved) {
    /** Counts of a service without cooling and reserved ports. */
    public PortCounts(int total, int allocated, int offered) {
        this(total, allocated, offered, 0, 0);
    }

    /** What an offer that names no port can get. */
    public int free() {
        return total - allocated - offered - cooling - reserved;
    }
}
