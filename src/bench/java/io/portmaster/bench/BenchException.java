package io.portmaster.bench;

/** The run has failed, so that none of its figures can be trusted. */
final class BenchException extends RuntimeException {
    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
