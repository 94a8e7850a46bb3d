package io.portmaster.exec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries whether this host can use a port: it binds the port as a command would, TCP and UDP, on all addresses of both families.
 * A connection that has ended, and whose port only waits for late packets (TIME_WAIT), is in nobody's way.
 */
class PortProbe {
    /** Those of the ports that something else uses. */
    List<Integer> busy(List<Integer> ports) {
        List<Integer> busy = new ArrayList<>();
        for (int port : ports) {
            if (isBusy(port)) {
                busy.add(port);
            }
        }
        return busy;
    }

    private static boolean isBusy(int port) {
        for (Family family : Family.values()) {
            if (!canBind(family, LibC.SOCK_STREAM, port) || !canBind(family, LibC.SOCK_DGRAM, port)) {
                return true;
            }
        }
        return false;
    }

    private enum Family {
        IPV4(LibC.AF_INET, LibC.SOCKADDR_IN_SIZE),
        IPV6(LibC.AF_INET6, LibC.SOCKADDR_IN6_SIZE);

        private final int number;
        private final int addressSize;

        Family(int number, int addressSize) {
            this.number = number;
            this.addressSize = addressSize;
        }

        /** The port on all addresses of the family: zeroes stand for any address. */
        private byte[] address(int port) {
            ByteBuffer address = ByteBuffer.allocate(addressSize);
            address.order(ByteOrder.nativeOrder()).putShort((short) number);
            address.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
            return address.array();
        }
    }

    /** @return whether nothing stands in the way; also true where the host has no addresses of the family */
    private static boolean canBind(Family family, int type, int port) {
        int socket = LibC.socket(family.number, type | LibC.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            if (LibC.errno() == LibC.EAFNOSUPPORT) {
                return true;
            }
            throw LibC.failure("can't make a socket");
        }
        try {
            return canBind(socket, family, type, port);
        } finally {
            LibC.close(socket);
        }
    }

    private static boolean canBind(int socket, Family family, int type, int port) {
        if (type == LibC.SOCK_STREAM) {
            // With it only what listens counts, or is bound without it. Servers bind so.
            set(socket, LibC.SOL_SOCKET, LibC.SO_REUSEADDR);
        }
        if (family == Family.IPV6) {
            set(socket, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY);
        }
        byte[] address = family.address(port);
        if (LibC.bind(socket, address, address.length) == 0) {
            return true;
        }
        return switch (LibC.errno()) {
            case LibC.EADDRINUSE -> false;
            case LibC.EADDRNOTAVAIL -> true;
            default -> throw LibC.failure("can't bind port " + port);
        };
    }

    private static void set(int socket, int level, int option) {
        if (LibC.setsockopt(socket, level, option, new int[] {1}, Integer.BYTES) != 0) {
            throw LibC.failure("can't set up a socket");
        }
    }
}
