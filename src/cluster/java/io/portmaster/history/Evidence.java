package io.portmaster.history;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** All that a run has recorded, and views of it that several rules use. */
public final class Evidence {
    private final List<Exchange> asked;
    private final List<Exchange> exchanges;
    private final List<RawRead> rawReads;
    private final Chronicle chronicle;
    private final Promises promises;
    private final HoldingPeriods periods;
    private final RequestsByName requests;
    private final Causes causes;
    private final AcknowledgedDeletions deletions;
    private final LeaseLives leases;

    public Evidence(List<Exchange> exchanges, List<RawRead> rawReads, Chronicle chronicle, Promises promises) {
        this.asked = exchanges.stream()
                .sorted(Comparator.comparingLong(Exchange::asked))
                .toList();
        this.exchanges = asked.stream().flatMap(SingleExchanges::of).toList();
        this.rawReads = rawReads.stream()
                .sorted(Comparator.comparingLong(RawRead::asked))
                .toList();
        this.chronicle = chronicle;
        this.promises = promises;
        this.periods = new HoldingPeriods(chronicle);
        this.requests = new RequestsByName(asked, this.exchanges);
        this.causes = new Causes(requests);
        this.deletions = new AcknowledgedDeletions(this.exchanges, periods, requests);
        this.leases = new LeaseLives(asked);
    }

    /** All exchanges as they were, by the time at which they were asked. */
    List<Exchange> asked() {
        return asked;
    }

    /**
     * All exchanges, by the time at which they were asked. One that is about several names, or that does two things, stands here as
     * {@linkplain SingleExchanges several}.
     */
    List<Exchange> exchanges() {
        return exchanges;
    }

    /** All reads of etcd itself, by the time at which they were asked. */
    List<RawRead> rawReads() {
        return rawReads;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    Promises promises() {
        return promises;
    }

    HoldingPeriods periods() {
        return periods;
    }

    RequestsByName requests() {
        return requests;
    }

    Causes causes() {
        return causes;
    }

    AcknowledgedDeletions deletions() {
        return deletions;
    }

    LeaseLives leases() {
        return leases;
    }

    /** A time in words: seconds since the first request was asked. */
    String time(long nanos) {
        long origin = exchanges.isEmpty() ? 0 : exchanges.get(0).asked();
        return String.format(Locale.ROOT, "%.6f s", (nanos - origin) / 1e9);
    }

    String words(Exchange exchange) {
        return "client " + exchange.client() + " asked " + exchange.entry() + " at " + time(exchange.asked()) + " for "
                + exchange.request() + " and was told " + words(exchange.answer()) + " at "
                + time(exchange.answered());
    }

    private static String words(Answer answer) {
        return answer instanceof Answer.Listed listed
                ? "a list of " + listed.holdings().size()
                : answer.toString();
    }

    String words(Change change) {
        return (change.holding() == null
                        ? "the deletion of port " + change.port()
                        : change.holding().toString()) + " at revision " + change.revision() + ", seen at "
                + time(change.seen());
    }
}
