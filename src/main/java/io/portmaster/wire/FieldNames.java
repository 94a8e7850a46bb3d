package io.portmaster.wire;

/** The names of the fields that both requests and answers have. */
public final class FieldNames {
    public static final String NAME = "name";
    public static final String DESCRIPTION = "description";
    public static final String START = "start";
    public static final String END = "end";
    public static final String RANGES = "ranges";
    public static final String RESERVED = "reserved";
    public static final String REUSE_DELAY = "reuse_delay";
    public static final String BUSY_DELAY = "busy_delay";
    public static final String OFFER_TTL = "offer_ttl";
    public static final String CREATED = "created";
    public static final String PORTS = "ports";
    public static final String PORT = "port";
    public static final String LABELS = "labels";
    public static final String LEASE = "lease";
    public static final String TTL = "ttl";
    public static final String LINGER = "linger";
    public static final String REASON = "reason";

    static final String SERVICE = "service";
    static final String STATE = "state";
    static final String EXPIRES = "expires";
    static final String REVISION = "revision";

    private FieldNames() {}
}
