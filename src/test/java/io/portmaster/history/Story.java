package io.portmaster.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.history.HeldPort.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A short run, told by hand. Times are milliseconds. */
final class Story {
    static final int TTL = 6_000;
    static final int SLACK = 5_000;

    /** The times of the service and of its clients' leases, in seconds. */
    static final int REUSE_DELAY = 3;

    static final int BUSY_DELAY = 8;
    static final int LEASE_TTL = 5;
    static final int LINGER = 7;
    static final long LEASE = 0x40;
    static final long OTHER_LEASE = 0x42;

    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<RawRead> rawReads = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<CoolingChange> coolings = new ArrayList<>();
    private final Set<String> revoked = new HashSet<>();
    private long end;
    private int reuseDelay;

    static HeldPort offered(String name, int port) {
        return new HeldPort(name, port, State.OFFERED);
    }

    static HeldPort allocated(String name, int port) {
        return new HeldPort(name, port, State.ALLOCATED);
    }

    static Answer granted(HeldPort holding, long revision) {
        return new Answer.Granted(holding, revision, false);
    }

    static Answer refused(String code) {
        return new Answer.Refused(code, null);
    }

    static Answer unknown() {
        return new Answer.Unknown("outcome-unknown");
    }

    static Request offer(String name) {
        return new Request.Offer(name, false, "key-of-" + name);
    }

    static Request offerAtOnce(String name) {
        return new Request.Offer(name, true, "key-of-" + name);
    }

    static Request accept(String name, int port) {
        return new Request.Accept(name, port, "secret-of-" + name);
    }

    static Request reject(String name, int port) {
        return new Request.Reject(name, port, "secret-of-" + name);
    }

    static Request release(String name) {
        return new Request.Release(name);
    }

    static Request find(String name) {
        return new Request.Find(name);
    }

    static Request offerAll(String... names) {
        return new Request.OfferAll(List.of(names), false, "key-of-" + names[0]);
    }

    static Request acceptAll(HeldPort... offers) {
        return new Request.AcceptAll(List.of(offers), "secret-of-" + offers[0].name(), 0);
    }

    static Answer grantedAll(long revision, HeldPort... holdings) {
        return new Answer.GrantedAll(List.of(holdings), revision, false);
    }

    static Request busy(String name, int port, boolean next) {
        return new Request.RejectBusy(name, port, "secret-of-" + name, next);
    }

    static Request renew() {
        return new Request.RenewLease(LEASE);
    }

    static Request endLease() {
        return new Request.EndLease(LEASE);
    }

    /** @param revision of the record that moves */
    static Request move(String name, int port, long revision, long lease) {
        return new Request.Move(name, port, "secret-of-" + name, revision, lease);
    }

    static Request nextAll(List<Integer> busy, HeldPort... offers) {
        return new Request.NextAll(List.of(offers), busy, "secret-of-" + offers[0].name());
    }

    static Answer leased() {
        return new Answer.Leased(LEASE, LEASE_TTL, LINGER);
    }

    Story asks(Request request, long asked, long answered, Answer answer) {
        exchanges.add(new Exchange(7, "node1", request, nanos(asked), nanos(answered), answer));
        return this;
    }

    /** The watch sees a record written. */
    Story seen(long revision, long seen, HeldPort holding) {
        return seen(revision, seen, holding.port(), holding);
    }

    /** The watch sees an allocation written on the client's lease. */
    Story seenOnLease(long revision, long seen, HeldPort holding) {
        return seenOn(LEASE, revision, seen, holding);
    }

    /** The watch sees an allocation written on that lease. */
    Story seenOn(long lease, long revision, long seen, HeldPort holding) {
        changes.add(new Change(revision, nanos(seen), holding.port(), holding, lease, null));
        return this;
    }

    /** The watch sees members of a group written at one revision. */
    Story seenInGroup(String group, long revision, long seen, HeldPort... holdings) {
        for (HeldPort holding : holdings) {
            changes.add(new Change(revision, nanos(seen), holding.port(), holding, 0, group));
        }
        return this;
    }

    /** The watch sees records deleted at one revision. */
    Story goneTogether(long revision, long seen, int... ports) {
        for (int port : ports) {
            gone(revision, seen, port);
        }
        return this;
    }

    /** Asked for and granted within 10 ms. */
    Story getsLease(long asked) {
        return asks(new Request.CreateLease(LEASE_TTL, LINGER), asked, asked + 10, leased());
    }

    /** Asked for and granted within 10 ms. */
    Story getsOtherLease(long asked) {
        Answer told = new Answer.Leased(OTHER_LEASE, LEASE_TTL, LINGER);
        return asks(new Request.CreateLease(LEASE_TTL, LINGER), asked, asked + 10, told);
    }

    /** Asked for and granted within 10 ms. */
    Story renews(long asked) {
        return asks(renew(), asked, asked + 10, leased());
    }

    /** Asked for and granted within 10 ms, and seen 5 ms later. */
    Story getsAllocationOnLease(String name, int port, long revision, long asked) {
        HeldPort holding = allocated(name, port);
        return asks(
                        new Request.Offer(name, true, "key-of-" + name, LEASE),
                        asked,
                        asked + 10,
                        granted(holding, revision))
                .seenOnLease(revision, asked + 15, holding);
    }

    /** Asked for and granted within 10 ms, and seen 5 ms later. */
    Story getsOffers(long revision, long asked, HeldPort... holdings) {
        String[] names = List.of(holdings).stream().map(HeldPort::name).toArray(String[]::new);
        return asks(offerAll(names), asked, asked + 10, grantedAll(revision, holdings))
                .seenInGroup("nonce", revision, asked + 15, holdings);
    }

    /** The watch sees a cooling key put. */
    Story cools(long revision, long seen, String name, int port, CoolingPort.Reason reason) {
        long lease = reason == CoolingPort.Reason.LEASE_ENDED ? LEASE : 0;
        coolings.add(new CoolingChange(revision, nanos(seen), port, new CoolingPort(name, reason, lease)));
        return this;
    }

    /** The watch sees a cooling key deleted. */
    Story cooled(long revision, long seen, int port) {
        coolings.add(new CoolingChange(revision, nanos(seen), port, null));
        return this;
    }

    /** The watch sees a record deleted. */
    Story gone(long revision, long seen, int port) {
        return seen(revision, seen, port, null);
    }

    private Story seen(long revision, long seen, int port, @Nullable HeldPort holding) {
        changes.add(new Change(revision, nanos(seen), port, holding));
        return this;
    }

    /** Asked for and granted within 10 ms, and seen 5 ms later. */
    Story getsOffer(String name, int port, long revision, long asked) {
        HeldPort holding = offered(name, port);
        return asks(offer(name), asked, asked + 10, granted(holding, revision)).seen(revision, asked + 15, holding);
    }

    /** Asked for and granted within 10 ms, and seen 5 ms later. */
    Story getsAllocation(String name, int port, long revision, long asked) {
        HeldPort holding = allocated(name, port);
        return asks(offerAtOnce(name), asked, asked + 10, granted(holding, revision))
                .seen(revision, asked + 15, holding);
    }

    /** Asked for and granted within 10 ms, and seen 5 ms later. */
    Story getsAccepted(String name, int port, long revision, long asked) {
        HeldPort holding = allocated(name, port);
        return asks(accept(name, port), asked, asked + 10, granted(holding, revision))
                .seen(revision, asked + 15, holding);
    }

    /** Asked for and done within 10 ms, and seen 5 ms later. */
    Story getsReleased(String name, int port, long revision, long asked) {
        return asks(release(name), asked, asked + 10, new Answer.Gone()).gone(revision, asked + 15, port);
    }

    /** The service's ports cool after a release. */
    Story coolsAfterReleases() {
        reuseDelay = REUSE_DELAY;
        return this;
    }

    Story reads(String member, long asked, long answered, long revision) {
        rawReads.add(new RawRead(member, nanos(asked), nanos(answered), revision));
        return this;
    }

    Story revokes(int port, long revision) {
        revoked.add(port + "@" + revision);
        return this;
    }

    /** Ends the story at this time. Nothing more happens before it. */
    Story ends(long at) {
        end = at;
        return this;
    }

    void isSound() {
        assertThat(violations()).isEmpty();
    }

    /** Checks that these rules are broken, and no others. */
    Caught breaks(String... claims) {
        List<RuleViolation> violations = violations();
        assertThat(violations).extracting(RuleViolation::rule).containsOnly(claims);
        return words -> assertThat(violations.toString()).contains(words);
    }

    /** The violations that were found. {@code telling} checks that their texts have these words. */
    interface Caught {
        void telling(String... words);
    }

    private List<RuleViolation> violations() {
        Chronicle chronicle = new Chronicle();
        changes.sort(Comparator.comparingLong(Change::revision));
        changes.forEach(chronicle::add);
        coolings.forEach(chronicle::add);
        chronicle.completeUntil(nanos(end));
        Promises promises = new Promises(
                Duration.ofMillis(TTL),
                Duration.ofMillis(SLACK),
                0,
                Duration.ofSeconds(reuseDelay),
                Duration.ofSeconds(BUSY_DELAY),
                revoked);
        return Checker.violations(exchanges, rawReads, chronicle, promises);
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
