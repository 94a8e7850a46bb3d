package io.portmaster;

/**
 * Where a node listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {
    /** As a person writes it, and as a URL needs it: an IPv6 address stands in brackets. */
    @Override
    public String toString() {
        return authority(port);
    }

    /** @param actualPort that was found where any would do */
    public String url(int actualPort) {
        return "http://" + authority(actualPort);
    }

    private String authority(int shownPort) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + shownPort;
    }
}
