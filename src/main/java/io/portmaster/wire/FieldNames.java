package io.portmaster.wire;

/** The names of the fields that both requests and answers have. */
public final class FieldNames {
    public static final String NAME = "name";
    public static final String DESCRIPTION = "description";
    public static final String START = "start";
    public static final String END = "end";
    public static final String CREATED = "created";
    public static final String PORTS = "ports";

    static final String PORT = "port";
    static final String SERVICE = "service";
    static final String STATE = "state";

    private FieldNames() {}
}
