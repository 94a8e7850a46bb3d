package io.portmaster.history;

import io.portmaster.client.Page.Start;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.client.UnexpectedAnswerException;
import io.portmaster.cluster.NodeProcess;
import io.portmaster.domain.Secret;
import io.portmaster.history.HeldPort.State;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.ProblemMembers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.Objects;
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
            return granted(
                    offer.acceptAtOnce()
                            ? client.offerAccepted(service, offer.name(), offer.key())
                            : client.offer(service, offer.name(), offer.key()));
        } else if (request instanceof Request.Accept accept) {
            return granted(client.accept(service, new Secret(accept.secret())));
        } else if (request instanceof Request.Reject reject) {
            client.reject(service, new Secret(reject.secret()));
            return new Told(new Answer.Gone());
        } else if (request instanceof Request.Release release) {
            client.release(service, release.name());
            return new Told(new Answer.Gone());
        } else if (request instanceof Request.Find find) {
            Resource<? extends HoldingBody> found = client.allocation(service, find.name());
            return new Told(new Answer.Found(holding(found.body()), revision(found)));
        }
        Request.List list = (Request.List) request;
        Start all = Start.first(Start.MOST);
        List<? extends HoldingBody> items = list.state() == State.OFFERED
                ? client.offers(service, all).items()
                : client.allocations(service, all).items();
        return new Told(
                new Answer.Listed(items.stream().map(AccessPoint::holding).toList()));
    }

    private static Told granted(Resource<? extends HoldingBody> resource) {
        Secret secret = resource.body().secret();
        return new Told(
                new Answer.Granted(holding(resource.body()), revision(resource), resource.replayed()),
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
        HeldPort holding = refusal.problem().members() instanceof ProblemMembers.HeldPort held
                ? new HeldPort(Objects.requireNonNull(request.name()), held.port(), State.of(held.state()))
                : null;
        return new Answer.Refused(refusal.code(), holding);
    }

    private static HeldPort holding(HoldingBody body) {
        return new HeldPort(body.name(), body.port(), State.of(body.state()));
    }

    /** The record's revision in etcd. A holding's entity tag tells it. */
    private static long revision(Resource<?> resource) {
        return Long.parseLong(String.valueOf(resource.entityTag()).replace("\"", ""));
    }
}
