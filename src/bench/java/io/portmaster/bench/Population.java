package io.portmaster.bench;

import java.util.Arrays;

/** Ports that instances hold in a service, as the clients that got them know it. Filled on the generator's thread. */
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

    /** Moves the last one to that place. */
    void remove(int at) {
        int last = size - 1;
        ports[at] = ports[last];
        names[at] = names[last];
        size = last;
    }

    /** How many more ports were used than the lowest that would have done, as a share of those. */
    double beyondTheLowest() {
        return (highest - BenchService.FIRST + 1 - size) / (double) size;
    }
}
