package io.portmaster.traffic;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.RejectionBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The requests by which an agent accepts, moves and ends what it was given. */
final class Keeping {
    private final Belongings mine;
    private final String service;
    private final Random random;

    Keeping(Belongings mine) {
        this.mine = mine;
        this.service = mine.world().service();
        this.random = mine.random();
    }

    /** The ports of an answer, and its entity tag. */
    private record Shown(List<NamedPortBody> ports, String entityTag, @Nullable Integer ttl, @Nullable String lease) {}

    void accept() {
        Grant grant = mine.anyGrant(false);
        if (grant != null) {
            LeaseTerm lease = random.nextBoolean() ? mine.anyLease() : null;
            Exchange<Shown> exchange = mine.ask(
                    kind("accept", grant, lease),
                    node -> accept(node, grant, lease == null ? LeaseField.LEFT_OUT : lease.field(), null));
            settle(grant, lease, exchange);
        }
    }

    /** Moves an allocation to a lease, to another one, or to none. */
    void move() {
        Grant grant = mine.anyGrant(true);
        if (grant == null) {
            return;
        }
        LeaseTerm lease = random.nextInt(4) == 0 ? null : mine.anyLease();
        boolean whole = grant.parts().size() == grant.request().names().size();
        if ((lease == null && grant.lease() == null) || !(grant.hasSecret() || whole)) {
            return;
        }
        Exchange<Shown> exchange = mine.ask(
                kind(lease == null ? "take off" : "move", grant, null),
                node -> move(node, grant, lease == null ? LeaseField.NONE : lease.field()));
        settle(grant, lease, exchange);
    }

    private static String kind(String kind, Grant grant, @Nullable LeaseTerm lease) {
        return kind + (grant.isGroup() ? " group" : "") + (lease == null ? "" : " on lease");
    }

    private Shown move(PortmasterClient node, Grant grant, LeaseField lease) throws ProblemException, IOException {
        if (grant.hasSecret()) {
            return accept(node, grant, lease, grant.entityTag());
        }
        OfferRequestBody request = grant.request().withLease(lease);
        if (grant.isGroup()) {
            Resource<GroupBody> answer =
                    node.offers().createGroupAccepted(service, request, grant.key(), grant.entityTag());
            AllocationGroupBody body = (AllocationGroupBody) answer.body();
            return new Shown(body.ports(), tag(answer), null, body.lease());
        }
        Resource<HoldingBody> answer = node.offers().createAccepted(service, request, grant.key(), grant.entityTag());
        AllocationBody body = (AllocationBody) answer.body();
        return new Shown(only(body), tag(answer), null, body.lease());
    }

    private Shown accept(PortmasterClient node, Grant grant, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        if (grant.isGroup()) {
            Resource<AllocationGroupBody> answer = node.offers().acceptGroup(service, grant.secret(), lease, ifMatch);
            return new Shown(answer.body().ports(), tag(answer), null, answer.body().lease());
        }
        Resource<AllocationBody> answer = node.offers().accept(service, grant.secret(), lease, ifMatch);
        return new Shown(only(answer.body()), tag(answer), null, answer.body().lease());
    }

    private static List<NamedPortBody> only(AllocationBody body) {
        return List.of(new NamedPortBody(body.name(), body.port()));
    }

    private static String tag(Resource<?> answer) {
        return Objects.requireNonNull(answer.entityTag());
    }

    private void settle(Grant grant, @Nullable LeaseTerm lease, Exchange<Shown> exchange) {
        if (exchange.isYes()) {
            Shown shown = exchange.body();
            if (!Objects.equals(shown.lease(), lease == null ? null : lease.id()) || !isAll(grant, shown)) {
                mine.accuse(exchange, "accepted otherwise than asked: " + grant.parts());
            }
            grant.accept(shown.entityTag(), lease);
        } else if (isOver(exchange)) {
            end(grant, exchange);
        } else if ("lease-not-found".equals(exchange.refusal()) && lease != null) {
            accuseUnless(exchange.answered() > lease.until(), exchange, "a lease lost: " + lease);
            mine.lapse(lease);
        } else {
            accuseUnless("lease-too-short".equals(exchange.refusal()) && lease != null, exchange, "no accept");
        }
    }

    private static boolean isOver(Exchange<?> exchange) {
        return "offer-not-found".equals(exchange.refusal()) || "port-not-found".equals(exchange.refusal());
    }

    private static boolean isAll(Grant grant, Shown shown) {
        return shown.ports().stream()
                .map(part -> part.name() + part.port())
                .toList()
                .equals(grant.parts().stream().map(part -> part.name() + part.port()).toList());
    }

    /** The node says that there is nothing any more. */
    private void end(Grant grant, Exchange<?> exchange) {
        accuseUnless(exchange.answered() > grant.heldUntil(), exchange, "lost: " + grant.parts());
        mine.abandon(grant);
    }

    private void accuseUnless(boolean right, Exchange<?> exchange, String what) {
        if (!right) {
            mine.accuse(exchange, what);
        }
    }

    void release() {
        Grant grant = mine.anyGrant(true);
        if (grant == null) {
            return;
        }
        Tenure part = grant.parts().get(random.nextInt(grant.parts().size()));
        Exchange<Boolean> exchange = random.nextBoolean()
                ? mine.order("release by name", node -> node.ports().release(service, part.name()))
                : mine.order("release by port", node -> node.ports().release(service, part.port(), grant.entityTag()));
        if (!exchange.isYes()) {
            boolean over = "port-not-found".equals(exchange.refusal())
                    || "precondition-failed".equals(exchange.refusal());
            boolean due = exchange.repeated() || exchange.answered() > grant.heldUntil();
            accuseUnless(over && due, exchange, "not released: " + part);
            if (!exchange.repeated()) {
                mine.abandon(grant);
                return;
            }
        }
        mine.release(grant, part, exchange);
    }

    void reject() {
        Grant grant = mine.anyGrant(false);
        if (grant != null) {
            ended(grant, mine.order("reject", node -> node.offers().reject(service, grant.secret())), List.of());
        }
    }

    void withdraw() {
        Grant grant = mine.anyGrant(false);
        if (grant != null) {
            String name = grant.parts().get(0).name();
            ended(grant, mine.order("withdraw", node -> node.offers().withdraw(service, name)), List.of());
        }
    }

    void rejectAsBusy() {
        Grant grant = mine.anyGrant(false);
        if (grant != null) {
            List<Tenure> busy = some(grant);
            ended(
                    grant,
                    mine.order("busy", node -> node.offers().reject(service, grant.secret(), rejection(busy))),
                    busy);
        }
    }

    private void ended(Grant grant, Exchange<Boolean> exchange, List<Tenure> busy) {
        if (!exchange.isYes()) {
            boolean due = exchange.repeated() || exchange.answered() > grant.heldUntil();
            accuseUnless(isOver(exchange) && due, exchange, "not ended: " + grant.parts());
            mine.abandon(grant);
            return;
        }
        busy.forEach(part -> mine.busy(grant, part, exchange));
        mine.release(grant, exchange);
    }

    private List<Tenure> some(Grant grant) {
        List<Tenure> parts = new ArrayList<>(grant.parts());
        Collections.shuffle(parts, random);
        return parts.subList(0, 1 + random.nextInt(parts.size()));
    }

    private static RejectionBody rejection(List<Tenure> busy) {
        return new RejectionBody(busy.stream().map(Tenure::port).toList());
    }

    /** Rejects busy ports, and asks for others in their place. */
    void next() {
        Grant grant = mine.anyGrant(false);
        if (grant == null || grant.isConsecutive()) {
            return;
        }
        List<Tenure> busy = some(grant);
        Exchange<Shown> exchange = mine.ask(kind("next", grant, null), node -> next(node, grant, rejection(busy)));
        if (exchange.isYes()) {
            replace(grant, busy, exchange);
        } else if ("offer-not-found".equals(exchange.refusal())) {
            end(grant, exchange);
        } else {
            accuseUnless("range-exhausted".equals(exchange.refusal()), exchange, "no next port");
        }
    }

    private Shown next(PortmasterClient node, Grant grant, RejectionBody busy) throws ProblemException, IOException {
        if (grant.isGroup()) {
            Resource<OfferGroupBody> answer = node.offers().nextOfGroup(service, grant.secret(), busy);
            return new Shown(answer.body().ports(), tag(answer), answer.body().ttl(), null);
        }
        Resource<OfferBody> answer = node.offers().next(service, grant.secret(), busy);
        OfferBody body = answer.body();
        return new Shown(List.of(new NamedPortBody(body.name(), body.port())), tag(answer), body.ttl(), null);
    }

    private void replace(Grant grant, List<Tenure> busy, Exchange<Shown> exchange) {
        Shown shown = exchange.body();
        List<Tenure> before = List.copyOf(grant.parts());
        for (int place = 0; place < before.size(); place++) {
            Tenure part = before.get(place);
            NamedPortBody now = shown.ports().get(place);
            boolean right = now.name().equals(part.name()) && busy.contains(part) == (now.port() != part.port());
            accuseUnless(right, exchange, "not the next: " + part + ", " + now);
            if (now.port() != part.port()) {
                mine.replace(grant, part, Asking.tenure(now, shown.entityTag(), exchange), exchange);
            }
        }
        grant.parts().sort(Comparator.comparingInt(
                part -> shown.ports().stream().map(NamedPortBody::name).toList().indexOf(part.name())));
        grant.renewOffer(shown.entityTag(), Moment.after(exchange.asked(), Objects.requireNonNull(shown.ttl())));
    }

    /** Leaves an offer alone. */
    void abandon() {
        Grant grant = mine.anyGrant(false);
        if (grant != null) {
            mine.abandon(grant);
        }
    }

    /** Looks whether an allocation stands. */
    void find() {
        Grant grant = mine.anyGrant(true);
        if (grant == null) {
            return;
        }
        Tenure part = grant.parts().get(random.nextInt(grant.parts().size()));
        Exchange<AllocationBody> exchange = mine.ask(
                "find", node -> node.ports().allocation(service, part.name()).body());
        if (!exchange.isYes()) {
            end(grant, exchange);
            return;
        }
        LeaseTerm lease = grant.lease();
        boolean right = exchange.body().port() == part.port()
                && Objects.equals(exchange.body().lease(), lease == null ? null : lease.id());
        accuseUnless(right, exchange, "found otherwise: " + part);
    }
}
