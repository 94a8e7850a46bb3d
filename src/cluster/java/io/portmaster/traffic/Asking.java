package io.portmaster.traffic;

import io.portmaster.client.Resource;
import io.portmaster.domain.Secret;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferGroupBody;
import io.portmaster.wire.OfferRequestBody;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The requests by which an agent asks for ports. */
final class Asking {
    private static final int LARGEST_GROUP = 8;

    private final Belongings mine;
    private final World world;
    private final Random random;

    Asking(Belongings mine) {
        this.mine = mine;
        this.world = mine.world();
        this.random = mine.random();
    }

    /** Asks for one port, with any wishes. */
    void one(boolean accept) {
        List<String> names = mine.takeNames(1);
        if (!names.isEmpty()) {
            ask(accept ? "offer accepted" : "offer", wishes(new OfferRequestBody(names.get(0))), accept, null);
        }
    }

    private OfferRequestBody wishes(OfferRequestBody wanted) {
        int port = world.lowest() + random.nextInt(world.highest() - world.lowest() + 1);
        OfferRequestBody labelled = random.nextInt(4) == 0
                ? wanted.withLabels(Map.of("host", "h" + random.nextInt(3)))
                : wanted;
        return switch (random.nextInt(8)) {
            case 0 -> labelled.withPort(port, false);
            case 1 -> labelled.withPort(port, true);
            case 2 -> labelled.without(List.of(port, port + 1));
            case 3 -> labelled.withOfferTtl(2 + random.nextInt(3));
            default -> labelled;
        };
    }

    /** Asks for several ports at once. */
    void group(boolean accept) {
        List<String> names = mine.takeNames(1 + random.nextInt(LARGEST_GROUP));
        if (!names.isEmpty()) {
            OfferRequestBody wanted = OfferRequestBody.group(names, random.nextInt(3) == 0);
            ask(accept ? "group accepted" : "group", wanted, accept, null);
        }
    }

    /** A former name asks for the port that it had. */
    void back() {
        Tenure former = mine.anyFormer();
        if (former != null && mine.take(former.name())) {
            ask("return", new OfferRequestBody(former.name()).withPort(former.port(), false), false, former);
        }
    }

    private void ask(String kind, OfferRequestBody request, boolean accept, @Nullable Tenure former) {
        LeaseTerm lease = accept && random.nextBoolean() ? mine.anyLease() : null;
        OfferRequestBody wanted = lease == null ? request : request.withLease(lease.field());
        String key = UUID.randomUUID().toString();
        String service = world.service();
        Exchange<Given> exchange = mine.ask(lease == null ? kind : kind + " on lease", node -> {
            if (wanted.group()) {
                return given(
                        accept
                                ? node.offers().createGroupAccepted(service, wanted, key, null)
                                : node.offers().createGroup(service, wanted, key));
            }
            return single(
                    accept ? node.offers().createAccepted(service, wanted, key, null) : node.offers().create(service, wanted, key));
        });
        if (exchange.isYes()) {
            take(wanted, key, exchange, lease);
        } else {
            refused(wanted, exchange, lease, former);
        }
    }

    /** @param ttl of an offer; null for allocations */
    private record Given(
            List<NamedPortBody> ports, @Nullable Secret secret, String entityTag, @Nullable Integer ttl) {}

    private static Given single(Resource<HoldingBody> answer) {
        HoldingBody body = answer.body();
        return new Given(
                List.of(new NamedPortBody(body.name(), body.port())),
                body.secret(),
                Objects.requireNonNull(answer.entityTag()),
                body instanceof OfferBody offer ? offer.ttl() : null);
    }

    private static Given given(Resource<GroupBody> answer) {
        GroupBody body = answer.body();
        return new Given(
                body.ports(),
                body.secret(),
                Objects.requireNonNull(answer.entityTag()),
                body instanceof OfferGroupBody offer ? offer.ttl() : null);
    }

    private void take(OfferRequestBody wanted, String key, Exchange<Given> exchange, @Nullable LeaseTerm lease) {
        Given given = exchange.body();
        Integer ttl = given.ttl();
        Grant grant = new Grant(
                wanted,
                key,
                given.secret(),
                given.entityTag(),
                ttl == null ? Moment.NEVER : Moment.after(exchange.asked(), ttl));
        mine.add(
                grant,
                given.ports().stream()
                        .map(part -> tenure(part, given.entityTag(), exchange))
                        .toList());
        if (ttl == null) {
            grant.accept(given.entityTag(), lease);
        }
        checkWishes(wanted, given, exchange);
    }

    static Tenure tenure(NamedPortBody part, String entityTag, Exchange<?> exchange) {
        return new Tenure(
                part.name(), part.port(), Long.parseLong(entityTag.replace("\"", "")), exchange.answered());
    }

    private void checkWishes(OfferRequestBody wanted, Given given, Exchange<Given> exchange) {
        List<Integer> ports = given.ports().stream().map(NamedPortBody::port).toList();
        Integer port = wanted.port();
        boolean right = given.ports().stream().map(NamedPortBody::name).toList().equals(wanted.names())
                && ports.stream().allMatch(one -> one >= world.lowest() && one <= world.highest())
                && (port == null || wanted.fallback() || ports.equals(List.of(port)))
                && ports.stream().noneMatch(wanted.exclude()::contains)
                && (!wanted.consecutive()
                        || ports.equals(Stream.iterate(ports.get(0), one -> one + 1)
                                .limit(ports.size())
                                .toList()));
        if (!right) {
            mine.accuse(exchange, "not what was asked for: " + wanted);
        }
    }

    private void refused(
            OfferRequestBody wanted, Exchange<?> exchange, @Nullable LeaseTerm lease, @Nullable Tenure former) {
        boolean loose = mine.isAnyLoose(wanted.names());
        mine.giveBack(wanted.names());
        boolean allowed =
                switch (String.valueOf(exchange.refusal())) {
                    case "range-exhausted" -> wanted.port() == null || wanted.fallback();
                    case "port-taken" ->
                        wanted.port() != null
                                && (former == null || loose || exchange.answered() > former.keptUntil());
                    case "name-taken" -> loose;
                    case "lease-not-found" -> lease != null && exchange.answered() > lease.until();
                    case "lease-too-short" -> lease != null;
                    default -> false;
                };
        if (!allowed) {
            mine.accuse(exchange, "refused for no reason: " + wanted + (former == null ? "" : " of former " + former));
        }
        if ("lease-not-found".equals(exchange.refusal()) && lease != null) {
            mine.lapse(lease);
        }
    }
}
