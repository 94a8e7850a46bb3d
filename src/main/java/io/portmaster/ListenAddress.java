package io.portmaster;

/**
 * Where a node listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {
    /** The address as an option and a URL have it: an IPv6 address stands in brackets. */
    @Override
    public String toString() {
        return authority(port);
    }

    /** @param actualPort the port that the system chose, if the option said 0 */
    public String url(int actualPort) {
        return "http://" + authority(actualPort);
    }

    private String authority(int shownPort) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + shownPort;
    }
}
