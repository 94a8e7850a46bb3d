package io.portmaster.etcd;

/**
 * An answer came from an etcd that is not of this node's installation. The answer counts for nothing. The exception has no stack
 * trace, since it is expected where an address leads to another member than before.
 */
final class StrangerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean changedNothing;

    private StrangerException(String message, boolean changedNothing) {
        super(message, null, false, false);
        this.changedNothing = changedNothing;
    }

    /** The answer's header names another cluster. */
    static StrangerException ofCluster(long cluster) {
        return new StrangerException("an answer came from etcd cluster " + Installation.hex(cluster), false);
    }

    /** {@code _id} is not the one that this node serves, as a compare or a read has shown. Nothing was written. */
    static StrangerException ofInstallation() {
        return new StrangerException("an answer came from an etcd with another _id, or none", true);
    }

    /** Whether it is certain that the call wrote nothing. */
    boolean changedNothing() {
        return changedNothing;
    }
}
