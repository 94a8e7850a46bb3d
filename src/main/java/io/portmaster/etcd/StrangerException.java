package io.portmaster.etcd;

/**
 * An answer came from an etcd that is not of this node's installation. It counts as no answer. It has no stack trace: it is
 * expected wherever addresses lead to other members than they used to.
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

    /** {@code _id} was compared, or read, and is not the one that this node serves: nothing was written. */
    static StrangerException ofInstallation() {
        return new StrangerException("an answer came from an etcd with another _id, or none", true);
    }

    /** Whether it is sure that the call wrote nothing, there or elsewhere. */
    boolean changedNothing() {
        return changedNothing;
    }
}
