package io.portmaster.cli.shell;

/** The exit status of every command: each number means the same in all of them. */
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "failed in a way that no other number names; check: something is wrong"),
    USAGE(2, "the command line, a variable or the config file is wrong"),
    NOT_REACHED(3, "no node was reached, or it can't serve now: nothing has changed; check: etcd can't be read"),
    NOT_FOUND(4, "there is no such thing; check: no installation is there"),
    CONFLICT(5, "something else is in the way: a name or a port that is taken, a service in use, ..."),
    EXHAUSTED(6, "no port is free"),
    INVALID(7, "the node refuses the request as invalid"),
    CHANGED(8, "it has changed meanwhile"),
    UNKNOWN(9, "the outcome is unknown: the change may have taken place"),
    FORBIDDEN(10, "not allowed: a token is missing, unknown, or may not do this");

    private final int status;
    private final String meaning;

    ExitCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    public int status() {
        return status;
    }

    /** What it says, in a few words for people. */
    public String meaning() {
        return meaning;
    }
}
