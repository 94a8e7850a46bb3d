package io.portmaster.bench;

import io.portmaster.bench.OfferScript.Kind;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The subjects of the cases that are measured at several numbers of clients. */
final class Subjects {
    private final TestBed bed;
    private final Settings settings;

    Subjects(TestBed bed, Settings settings) {
        this.bed = bed;
        this.settings = settings;
    }

    Subject of(BenchCase what) {
        return switch (what) {
            case RAW_PUT -> new RawPuts(bed.newClient());
            case CLAIM -> new Claims(bed.newClient(), bed.members());
            case CLAIM_OVER_HTTP -> new ClaimsOverHttp(bed.newClient(), bed);
            case TEXTBOOK -> new Textbook(bed.newClient());
            case OFFER -> offers(Kind.LEFT_OPEN);
            case ACCEPT_AT_ONCE -> offers(Kind.AT_ONCE);
            case GROUP_8 -> group(8, "");
            case GROUP_24 -> group(24, "");
            case GROUP_24_AT_ONCE -> group(24, "?accept=true");
            case OFFER_ACCEPT -> offers(Kind.ACCEPTED);
            case OFFER_REJECT -> offers(Kind.REJECTED);
            case FIND_PORT ->
                reads(held -> number -> {
                    RequestTemplate find = ports(held);
                    return new SingleRequestScript(() -> find.fill(held.port(anyOf(held))));
                });
            case FIND_NAME ->
                reads(held -> number -> {
                    RequestTemplate find = ports(held);
                    return new SingleRequestScript(() -> find.fill(held.name(anyOf(held))));
                });
            case LIST ->
                reads(held -> number -> {
                    RequestTemplate list = RequestTemplate.of(
                            "GET", "/v1/services/" + held.service() + "/ports?limit=" + settings.listed(), "");
                    return new SingleRequestScript(() -> list);
                });
            case MIX -> this::mix;
            case CONSTANT -> constant();
            default -> throw new IllegalArgumentException(what + " has no rate");
        };
    }

    private Subject offers(Kind kind) {
        return new Offers(bed.generator(), bed.service(), kind);
    }

    private Subject group(int size, String query) {
        return new Groups(bed.generator(), bed.service(), size, query);
    }

    private Subject reads(Function<Population, IntFunction<Script>> scripts) {
        BenchService service = bed.service();
        return clients -> bed
                .generator()
                .connect(service.address(), clients, scripts.apply(service.populated(settings.listed())));
    }

    private static RequestTemplate ports(Population held) {
        return RequestTemplate.of("GET", "/v1/services/" + held.service() + "/ports/", "");
    }

    private static int anyOf(Population held) {
        return ThreadLocalRandom.current().nextInt(held.size());
    }

    private Crew mix(int clients) {
        BenchService service = bed.service();
        Population all = service.populated(settings.listed());
        service.spoil();
        return bed.generator().connect(service.address(), clients, number -> {
            Population own = new Population(all.service(), all.size() / clients + 1);
            for (int at = number; at < all.size(); at += clients) {
                own.add(all.name(at), all.port(at));
            }
            return new MixScript(own, service.names(), new Random(number));
        });
    }

    /** The answer of a find by port, from a server that does nothing else. */
    private Subject constant() {
        Server server = Server.start(bed.stage(), ConstantServer.class);
        RequestTemplate request = RequestTemplate.of("GET", "/v1/services/bench-1/ports/12345", "");
        return new Subject() {
            @Override
            public Crew prepare(int clients) {
                return bed
                        .generator()
                        .connect(server.address(), clients, number -> new SingleRequestScript(() -> request));
            }

            @Override
            public OptionalLong server() {
                return OptionalLong.of(server.pid());
            }
        };
    }
}
