package io.portmaster.domain;

/**
 * A lease of the store's: keys that were put on it end when it ends.
 *
 * @param id the store's number for it. etcd gives none the number 0, which says "no lease" in its messages
 */
public record Lease(long id) {
    /** Not on a lease: such a key stands until it is deleted. */
    public static final Lease NONE = new Lease(0);

    public boolean isNone() {
        return id == NONE.id;
    }

    /** In hexadecimal digits, as etcdctl takes and prints it. */
    @Override
    public String toString() {
        return isNone() ? "no lease" : "lease " + Long.toHexString(id);
    }
}
