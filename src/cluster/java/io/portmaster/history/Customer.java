package io.portmaster.history;

import io.portmaster.client.PortmasterClient;
import io.portmaster.history.HeldPort.State;
import java.util.Objects;

/** A client of one service at one address. A test says what it asks, step by step. The journal keeps every exchange. */
public final class Customer {
    private static final int NUMBER = 1_000;

    private final AccessPoint entry;
    private final Journal journal;

    public Customer(PortmasterClient client, String service, Journal journal) {
        this.entry = new AccessPoint(client.toString(), client, service);
        this.journal = journal;
    }

    public Exchange offer(String name) {
        return ask(new Request.Offer(name, false, null));
    }

    public Exchange offerAccepted(String name) {
        return ask(new Request.Offer(name, true, null));
    }

    /** @param offer a yes */
    public Exchange accept(Exchange offer) {
        return ask(new Request.Accept(offer.name(), offer.port(), secret(offer)));
    }

    /** @param offer a yes */
    public Exchange reject(Exchange offer) {
        return ask(new Request.Reject(offer.name(), offer.port(), secret(offer)));
    }

    /** Releases the name's allocation. */
    public Exchange release(Exchange allocation) {
        return ask(new Request.Release(allocation.name()));
    }

    /** Asks for all open offers, or all allocations. */
    public Exchange list(State state) {
        return ask(new Request.List(state));
    }

    private static String secret(Exchange offer) {
        return Objects.requireNonNull(offer.secret(), "not a yes to an offer");
    }

    private Exchange ask(Request request) {
        return journal.ask(NUMBER, entry, request);
    }
}
