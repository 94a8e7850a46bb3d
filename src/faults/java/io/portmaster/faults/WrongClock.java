package io.portmaster.faults;

import io.portmaster.cluster.Checkout;
import java.time.Duration;
import java.util.Map;

/**
 * A wall clock that is wrong. libfaketime shows it to a process. The monotonic clock stays right, and so do all waits.
 * (Libfaketime's fix for an old fault of glibc would break just that.)
 */
final class WrongClock {
    private WrongClock() {}

    /** The environment variables of a process with that clock. */
    static Map<String, String> environment(Duration ahead) {
        String named = System.getenv("PORTMASTER_TEST_FAKETIME");
        return Map.of(
                "LD_PRELOAD",
                named != null ? named : Checkout.outputOf("scripts/faketime").toString(),
                "FAKETIME",
                (ahead.isNegative() ? "" : "+") + ahead.toSeconds() + "s",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }
}
