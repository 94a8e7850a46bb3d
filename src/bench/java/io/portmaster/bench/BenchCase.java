package io.portmaster.bench;

import java.util.Locale;

/**
 * The cases that {@code --case} names. Cases that are measured at several numbers of clients come first. The two cases of a
 * ratio are neighbours.
 */
enum BenchCase {
    RAW_PUT("raw single put (jetcd)"),
    CLAIM("claim, without HTTP"),
    CLAIM_OVER_HTTP("claim over HTTP, nothing planned"),
    OFFER("offer"),
    TEXTBOOK("textbook offer (jetcd)"),
    OFFER_ACCEPT("offer, accept"),
    OFFER_REJECT("offer, reject"),
    ACCEPT_AT_ONCE("offer with ?accept=true"),
    MIX("mix"),
    LIST("list"),
    FIND_NAME("find by name"),
    FIND_PORT("find by port"),
    CONSTANT("constant answer (Vert.x)"),
    FLEET("one node, three nodes"),
    FILLED("filled range"),
    FAILING("failing claims"),
    SERVICES("changes of services side by side"),
    START_UP("start-up"),
    MEMORY("memory"),
    RELEASES("this build and an old one");

    private final String title;

    BenchCase(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether the case is measured at several numbers of clients. */
    boolean isRate() {
        return compareTo(CONSTANT) <= 0;
    }

    /** Whether the case is a baseline, which needs no node. */
    boolean isBaseline() {
        return this == RAW_PUT || this == CLAIM || this == CLAIM_OVER_HTTP || this == TEXTBOOK || this == CONSTANT;
    }

    /** As {@code --case} names it: {@code offer-accept}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
