package io.portmaster.history;

import java.util.Locale;

/**
 * How instances call themselves: as people do, by host and port, by hardware address, by a full domain name, from a few
 * characters to 253.
 */
final class Naming {
    private static final int KINDS = 8;

    private Naming() {}

    /** Another name for each claim of each instance. */
    static String name(int instance, int claim) {
        String plain = "web-" + instance + "-" + claim;
        return switch (claim % KINDS) {
            case 0 -> plain;
            case 1 -> "Web_" + instance + "." + claim;
            case 2 -> "10.0." + instance + "." + claim + ":8080";
            case 3 -> String.format(Locale.ROOT, "52:54:00:%02x:%02x:%02x", instance, claim >> 8, claim & 255);
            case 4 -> "web@" + instance + "-" + claim + ".service";
            case 5 -> padded(plain, 64);
            case 6 -> padded(plain, 65);
            default -> padded(plain + ".statefulset.namespace.svc.cluster.local.", 253);
        };
    }

    private static String padded(String start, int length) {
        return start + "x".repeat(length - start.length());
    }
}
