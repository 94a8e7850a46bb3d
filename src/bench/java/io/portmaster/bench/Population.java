package io.portmaster.bench;

import java.util.Arrays;

/** The ports that instances hold in a service, as their clients know them. The generator's thread fills it. */
final class Population {
    private final String service;
    private final int wanted;
    private int[] ports;
    private byte[][] names;
    private volatile int size;
    private int highest;

    /** @param wanted how many there are to be */
    Population(String service, int wanted) {
        this.service = service;
        this.wanted = wanted;
        this.ports = new int[wanted];
        this.names = new byte[wanted][];
    }

    String service() {
        return service;
    }

    int wanted() {
        return wanted;
    }

    int size() {
        return size;
    }

    void add(byte[] name, int port) {
        int at = size;
        if (at == ports.length) {
            ports = Arrays.copyOf(ports, 2 * at + 16);
            names = Arrays.copyOf(names, 2 * at + 16);
        }
        ports[at] = port;
        names[at] = name;
        highest = Math.max(highest, port);
        size = at + 1;
    }

    int port(int at) {
        return ports[at];
    }

    byte[] name(int at) {
        return names[at];
    }

    /** Removes the port at that place. The last port takes the place. */
    void remove(int at) {
        int last = size - 1;
        ports[at] = ports[last];
        names[at] = names[last];
        size = last;
    }

    /** The share by which the ports reach beyond the lowest ports that would have been enough. */
    double beyondTheLowest() {
        return (highest - BenchService.FIRST + 1 - size) / (double) size;
    }
}
