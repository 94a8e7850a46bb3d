package io.portmaster.http.server;

/** The part of a request. Prints as the contract spells it. */
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
