package io.portmaster.history;

import io.portmaster.client.Page.Start;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.client.UnexpectedAnswerException;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Secret;
import io.portmaster.history.HeldPort.State;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.ProblemMembers;
import io.portmaster.wire.RejectionBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service at one address: clients' requests over HTTP, and what the replies say. */
public final class AccessPoint {
    private static final int UNAVAILABLE = 503;

    private final String name;
    private final PortmasterClient client;
    private final String service;

    /** @param name {@code haproxy}, or a node's */
    public AccessPoint(String name, PortmasterClient client, String service) {
        this.name = name;
        this.client = client;
        this.service = service;
    }

    /** The same service at each of these nodes. */
    public static List<AccessPoint> of(List<NodeProcess> nodes, String service) {
        return nodes.stream()
                .map(node -> new AccessPoint(node.address(), node.client(), service))
                .toList();
    }

    /** The answer breaks the API's contract. */
    static final class BreachException extends Exception {
        private static final long serialVersionUID = 1L;

        BreachException(String message) {
            super(message);
        }
    }

    String name() {
        return name;
    }

    /** @param secret of a yes to an offer; null for all else */
    record Told(Answer answer, @Nullable String secret) {
        /** A reply that breaks the contract, so that the client can't use it. */
        static final Told NOTHING = new Told(new Answer.Unknown("not in the contract"));

        private Told(Answer answer) {
            this(answer, null);
        }
    }

    /** Asks once. */
    Told ask(Request request) throws BreachException {
        try {
            return send(request);
        } catch (ProblemException e) {
            return new Told(no(request, e));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Told(new Answer.Refused(Answer.UNREACHABLE, null));
        } catch (UnexpectedAnswerException | NumberFormatException e) {
            throw new BreachException(request + " at " + name + ": " + e.getMessage());
        } catch (IOException e) {
            return new Told(new Answer.Unknown(e.toString()));
        }
    }

    private Told send(Request request) throws ProblemException, IOException {
        if (request instanceof Request.Offer offer) {
            return granted(offer(offer));
        } else if (request instanceof Request.Accept accept) {
            return granted(client.offers().accept(service, new Secret(accept.secret()), field(accept.lease()), null));
        } else if (request instanceof Request.Move move) {
            LeaseField lease = move.lease() == 0 ? LeaseField.NONE : field(move.lease());
            return granted(client.offers().accept(service, new Secret(move.secret()), lease, "\"" + move.revision() + "\""));
        } else if (request instanceof Request.Reject reject) {
            client.offers().reject(service, new Secret(reject.secret()));
            return new Told(new Answer.Gone());
        } else if (request instanceof Request.RejectBusy busy) {
            return rejectBusy(busy);
        } else if (request instanceof Request.Release release) {
            client.ports().release(service, release.name());
            return new Told(new Answer.Gone());
        } else if (request instanceof Request.Find find) {
            Resource<? extends HoldingBody> found = client.ports().allocation(service, find.name());
            return new Told(new Answer.Found(holding(found.body()), revision(found)));
        } else if (request instanceof Request.List list) {
            return list(list);
        }
        Told told = sendOfGroup(request);
        return told == null ? sendOfLease(request) : told;
    }

    private Resource<? extends HoldingBody> offer(Request.Offer offer) throws ProblemException, IOException {
        OfferRequestBody any = new OfferRequestBody(offer.name()).withLease(field(offer.lease()));
        Request.Wanted port = offer.wanted();
        OfferRequestBody wanted = port == null ? any : any.withPort(port.port(), port.fallback());
        return offer.acceptAtOnce()
                ? client.offers().createAccepted(service, wanted, offer.key(), null)
                : client.offers().create(service, wanted, offer.key());
    }

    private Told rejectBusy(Request.RejectBusy busy) throws ProblemException, IOException {
        Secret secret = new Secret(busy.secret());
        if (busy.next()) {
            return granted(client.offers().next(service, secret, RejectionBody.of(busy.port())));
        }
        client.offers().reject(service, secret, RejectionBody.of(busy.port()));
        return new Told(new Answer.Gone());
    }

    /** Null for a request that is about no group. */
    private @Nullable Told sendOfGroup(Request request) throws ProblemException, IOException {
        if (request instanceof Request.OfferAll offer) {
            OfferRequestBody wanted = OfferRequestBody.group(offer.names(), offer.consecutive());
            return grantedAll(client.offers().createGroup(service, wanted, offer.key()));
        } else if (request instanceof Request.AcceptAll accept) {
            return grantedAll(client.offers().acceptGroup(service, new Secret(accept.secret()), field(accept.lease()), null));
        } else if (request instanceof Request.NextAll next) {
            return grantedAll(client.offers().nextOfGroup(service, new Secret(next.secret()), new RejectionBody(next.busy())));
        } else if (request instanceof Request.RejectAll reject) {
            client.offers().reject(service, new Secret(reject.secret()));
            return new Told(new Answer.Gone());
        }
        return null;
    }

    private Told sendOfLease(Request request) throws ProblemException, IOException {
        if (request instanceof Request.CreateLease create) {
            return leased(client.leases().create(new LeaseDefinitionBody(create.ttl(), create.linger(), Map.of())));
        } else if (request instanceof Request.RenewLease renew) {
            return leased(client.leases().renew(new Lease(renew.lease()).text()));
        }
        client.leases().end(new Lease(((Request.EndLease) request).lease()).text());
        return new Told(new Answer.Gone());
    }

    private static LeaseField field(long lease) {
        return lease == 0 ? LeaseField.LEFT_OUT : LeaseField.of(new Lease(lease).text());
    }

    private static Told leased(Resource<LeaseBody> resource) {
        LeaseBody body = resource.body();
        long number = Long.parseUnsignedLong(body.lease(), 16);
        return new Told(new Answer.Leased(number, body.ttl(), body.linger()));
    }

    private Told list(Request.List list) throws ProblemException, IOException {
        Start all = Start.first(Start.MOST);
        List<? extends HoldingBody> items = list.state() == State.OFFERED
                ? client.offers().list(service, all).items()
                : client.ports().allocations(service, all).items();
        return new Told(
                new Answer.Listed(items.stream().map(AccessPoint::holding).toList()));
    }

    private static Told granted(Resource<? extends HoldingBody> resource) {
        Secret secret = resource.body().secret();
        return new Told(
                new Answer.Granted(holding(resource.body()), revision(resource), resource.replayed()),
                secret == null ? null : secret.reveal());
    }

    private static Told grantedAll(Resource<? extends GroupBody> resource) {
        GroupBody body = resource.body();
        State state = body instanceof OfferGroupBody ? State.OFFERED : State.ALLOCATED;
        List<HeldPort> holdings = body.ports().stream()
                .map(port -> new HeldPort(port.name(), port.port(), state))
                .toList();
        Secret secret = body.secret();
        return new Told(
                new Answer.GrantedAll(holdings, revision(resource), resource.replayed()),
                secret == null ? null : secret.reveal());
    }

    private Answer no(Request request, ProblemException refusal) throws BreachException {
        int status = refusal.problem().status();
        if (status >= 500 && status != UNAVAILABLE) {
            throw new BreachException(request + " at " + name + ": " + refusal.getMessage());
        }
        if (refusal.code().equals(ProblemException.OUTCOME_UNKNOWN)) {
            return new Answer.Unknown(refusal.code());
        }
        return new Answer.Refused(
                refusal.code(),
                refusal.problem().members() instanceof ProblemMembers.HeldPort held ? holding(request, held) : null);
    }

    /** The port that a refusal tells of. Null if neither the refusal nor the request, which is a group's, names who has it. */
    private static @Nullable HeldPort holding(Request request, ProblemMembers.HeldPort held) {
        String holder = held.name() == null ? request.name() : held.name();
        return holder == null ? null : new HeldPort(holder, held.port(), State.of(held.state()));
    }

    private static HeldPort holding(HoldingBody body) {
        return new HeldPort(body.name(), body.port(), State.of(body.state()));
    }

    /** The record's revision in etcd. A holding's entity tag tells it. */
    private static long revision(Resource<?> resource) {
        return Long.parseLong(String.valueOf(resource.entityTag()).replace("\"", ""));
    }
}
