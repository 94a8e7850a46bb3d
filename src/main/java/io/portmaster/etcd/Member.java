package io.portmaster.etcd;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetSocketAddress;

/**
 * One address at which an etcd member may answer.
 *
 * @param label for people: the configured URL, and behind it the address if the URL has a name
 * @param socket the resolved address
 */
record Member(String label, InetSocketAddress socket) {
    /** Two members with one address are equal, whatever their labels. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Member member && socket.equals(member.socket);
    }

    @Override
    public int hashCode() {
        return socket.hashCode();
    }

    /** Also what a log line has in its field {@code member}. */
    @Override
    @JsonValue
    public String toString() {
        return label;
    }
}
