package io.portmaster.http.server;

/** A part of a request. {@link #toString} gives the contract's word for it. */
public enum RequestPart {
    BODY("body"),
    PATH("path"),
    QUERY("query"),
    HEADER("header");

    private final String text;

    RequestPart(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
