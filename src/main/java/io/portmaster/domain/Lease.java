package io.portmaster.domain;

/**
 * A lease of the store. When it ends, the keys on it are deleted.
 *
 * @param id the store's number for it. etcd gives no lease the number 0, which means "no lease" in its messages
 */
public record Lease(long id) {
    /** No lease: a key without a lease stays until it is deleted. */
    public static final Lease NONE = new Lease(0);

    public boolean isNone() {
        return id == NONE.id;
    }

    /** The id in hexadecimal digits, as etcdctl takes and prints it. */
    @Override
    public String toString() {
        return isNone() ? "no lease" : "lease " + Long.toHexString(id);
    }
}
