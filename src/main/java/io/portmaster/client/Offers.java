package io.portmaster.client;

import io.portmaster.domain.Secret;
import io.portmaster.wire.AcceptanceBody;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.GrantBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.RejectionBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The offers of services, single ones and groups: {@code /v1/services/{service}/offers}. */
public final class Offers {
    private final Requests requests;

    Offers(Requests requests) {
        this.requests = requests;
    }

    /**
     * Asks for a port.
     *
     * @param name of the instance
     * @param key makes the request safe to repeat ({@code Idempotency-Key}, 16 to 128 visible characters); null for none
     * @return the offer; if the key was used before, that earlier offer, or the allocation that it has become
     */
    public Resource<HoldingBody> create(String service, String name, @Nullable String key)
            throws ProblemException, IOException {
        return create(service, new OfferRequestBody(name), key);
    }

    /** Asks for a port as {@link #create(String, String, String)} does, with wishes. */
    public Resource<HoldingBody> create(String service, OfferRequestBody wanted, @Nullable String key)
            throws ProblemException, IOException {
        return requests.ask(Paths.offers(service), wanted, key, null, HoldingBody::read);
    }

    /** Asks for a port as {@link #create} does. The node accepts the offer in the same transaction. */
    public Resource<HoldingBody> createAccepted(String service, String name, @Nullable String key)
            throws ProblemException, IOException {
        return createAccepted(service, new OfferRequestBody(name), key, null);
    }

    /**
     * Asks for an allocation with wishes.
     *
     * @param ifMatch entity tag of the allocation that the key belongs to, which moves to the lease of this request; null to
     *     move nothing
     */
    public Resource<HoldingBody> createAccepted(
            String service, OfferRequestBody wanted, @Nullable String key, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.ask(acceptedAtOnce(service), wanted, key, ifMatch, HoldingBody::read);
    }

    /**
     * Asks for a port for each of several names, all or none.
     *
     * @param wanted with a list of names
     * @param key null for none
     */
    public Resource<GroupBody> createGroup(String service, OfferRequestBody wanted, @Nullable String key)
            throws ProblemException, IOException {
        return requests.ask(Paths.offers(service), wanted, key, null, GroupBody::read);
    }

    /** Asks for several allocations as {@link #createGroup(String, OfferRequestBody, String)} asks for offers. */
    public Resource<GroupBody> createGroupAccepted(
            String service, OfferRequestBody wanted, @Nullable String key, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.ask(acceptedAtOnce(service), wanted, key, ifMatch, GroupBody::read);
    }

    private static String acceptedAtOnce(String service) {
        return Paths.with("accept=true", Paths.offers(service));
    }

    public Resource<OfferBody> get(String service, Secret secret) throws ProblemException, IOException {
        return requests.read(Paths.offer(service, secret), OfferBody::read);
    }

    /** The open offers of the group that the secret belongs to. */
    public Resource<OfferGroupBody> getGroup(String service, Secret secret) throws ProblemException, IOException {
        return requests.read(Paths.offer(service, secret), OfferGroupBody::read);
    }

    public Page<OfferBody> list(String service, Page.Start start) throws ProblemException, IOException {
        return list(service, Filter.NONE, start);
    }

    /** The open offers that have the filter's labels. */
    public Page<OfferBody> list(String service, Filter filter, Page.Start start) throws ProblemException, IOException {
        return requests.page(filter.on(Paths.offers(service)), start, OfferBody::read);
    }

    public Resource<AllocationBody> accept(String service, Secret secret) throws ProblemException, IOException {
        return requests.send("POST", accepting(service, secret), null, null, AllocationBody::read);
    }

    /**
     * Accepts an offer onto a lease, or moves its allocation to that lease.
     *
     * @param ifMatch entity tag of the allocation that moves; null to move nothing
     */
    public Resource<AllocationBody> accept(String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.send(
                "POST", accepting(service, secret), new AcceptanceBody(lease), ifMatch, AllocationBody::read);
    }

    /** Accepts all offers of a group as {@link #accept(String, Secret, LeaseField, String)} accepts one. */
    public Resource<AllocationGroupBody> acceptGroup(
            String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.send(
                "POST", accepting(service, secret), new AcceptanceBody(lease), ifMatch, AllocationGroupBody::read);
    }

    /** What the secret stands for: the offer, or the open ones of the group. */
    public Resource<GrantBody> grant(String service, Secret secret) throws ProblemException, IOException {
        return requests.read(Paths.offer(service, secret), GrantBody::read);
    }

    /** Accepts what the secret stands for, as {@link #accept(String, Secret, LeaseField, String)} does one offer. */
    public Resource<GrantBody> acceptGrant(String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return requests.send("POST", accepting(service, secret), new AcceptanceBody(lease), ifMatch, GrantBody::read);
    }

    /** Rejects busy ports of what the secret stands for, and asks for other ones under the same secret. */
    public Resource<GrantBody> nextOfGrant(String service, Secret secret, RejectionBody busy)
            throws ProblemException, IOException {
        return requests.send("POST", nextOf(service, secret), busy, null, GrantBody::read);
    }

    private static String accepting(String service, Secret secret) {
        return Paths.offer(service, secret) + "/accept";
    }

    /** Rejects an offer, or all of a group. */
    public void reject(String service, Secret secret) throws ProblemException, IOException {
        requests.delete(Paths.offer(service, secret), null);
    }

    /** Rejects an offer, or all of a group, because ports are busy. */
    public void reject(String service, Secret secret, RejectionBody busy) throws ProblemException, IOException {
        requests.send("POST", rejecting(service, secret), busy);
    }

    /** Rejects a busy port, and asks for another one under the same secret. */
    public Resource<OfferBody> next(String service, Secret secret, RejectionBody busy)
            throws ProblemException, IOException {
        return requests.send("POST", nextOf(service, secret), busy, null, OfferBody::read);
    }

    /** Rejects busy ports of a group, and asks for other ones under the same secret. */
    public Resource<OfferGroupBody> nextOfGroup(String service, Secret secret, RejectionBody busy)
            throws ProblemException, IOException {
        return requests.send("POST", nextOf(service, secret), busy, null, OfferGroupBody::read);
    }

    private static String rejecting(String service, Secret secret) {
        return Paths.offer(service, secret) + "/reject";
    }

    private static String nextOf(String service, Secret secret) {
        return Paths.with("next=true", rejecting(service, secret));
    }

    /** Ends an open offer without its secret, or the whole group that it belongs to. This is for operators. */
    public void withdraw(String service, String name) throws ProblemException, IOException {
        requests.delete(Paths.with("state=offered", Paths.port(service, name)), null);
    }

    /**
     * Ends the open offer of that port, as {@link #withdraw(String, String)} does.
     *
     * @param ifMatch entity tag of the offer; null for any
     */
    public void withdraw(String service, int port, @Nullable String ifMatch) throws ProblemException, IOException {
        requests.delete(Paths.with("state=offered", Paths.port(service, Integer.toString(port))), ifMatch);
    }
}
