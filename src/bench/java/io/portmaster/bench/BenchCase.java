package io.portmaster.bench;

import java.util.Locale;

/**
 * The cases that {@code --case} names. Cases that are measured at several numbers of clients come first, those that need an old
 * build last. The two cases of a ratio are not far from each other.
 */
enum BenchCase {
    RAW_PUT("raw single put (jetcd)"),
    CLAIM("claim, without HTTP"),
    CLAIM_OVER_HTTP("claim over HTTP, nothing planned"),
    OFFER("offer"),
    TEXTBOOK("textbook offer (jetcd)"),
    GROUP_8("offer of 8 names, each an op"),
    GROUP_24("offer of 24 names, each an op"),
    GROUP_24_AT_ONCE("offer of 24 names with ?accept=true, each an op"),
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
    REUSE_DELAY("releases with a reuse delay and without"),
    RENEWALS("renewals of leases"),
    SERVICES("changes of services side by side"),
    START_UP("start-up"),
    MEMORY("memory"),
    RELEASES("offers of this build and of an old one"),
    RELEASES_FAILING("the same with failing claims"),
    RELEASES_FLEET("the same from three nodes");

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

    /** Whether the case compares this build with another one, which a run has to be given. */
    boolean needsOldBuild() {
        return compareTo(RELEASES) >= 0;
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
