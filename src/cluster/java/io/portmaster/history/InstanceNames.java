package io.portmaster.history;

import java.util.Locale;

/**
 * Names for instances, of the kinds that people use: host and port, hardware address, full domain name, from a few characters to
 * 253.
 */
final class InstanceNames {
    private static final int KINDS = 8;

    private InstanceNames() {}

    /** The name for an instance's claim. No two claims have the same name. */
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
