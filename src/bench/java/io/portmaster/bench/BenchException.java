package io.portmaster.bench;

/** Something went otherwise than it should have, so that no figure of the run is to be trusted. */
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
