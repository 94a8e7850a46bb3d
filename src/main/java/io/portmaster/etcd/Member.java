package io.portmaster.etcd;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetSocketAddress;

/**
 * One address at which an etcd member may answer.
 *
 * @param label for people: the URL as it was configured, and the address behind it if that has a name
 * @param socket resolved
 */
record Member(String label, InetSocketAddress socket) {
    /** Two entries of a list that lead to one address mean one member, whatever they are called. */
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
