package io.portmaster.etcd;

/** All addresses have answered, and none holds an installation under the prefix. The message is one line for people. */
public final class NoInstallationException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoInstallationException(String message) {
        super(message);
    }
}
