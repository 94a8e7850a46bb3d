package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Clients that create and delete services, or change them. Each has services of its own. There is one client, or many on one
 * node, or many on three nodes.
 */
final class ServiceChanges {
    static final String CREATE = "create and delete a service, one node";
    static final String CREATE_ON_THREE = "create and delete a service, three nodes behind HAProxy";
    static final String CHANGE = "change a service, one node";
    static final String CHANGE_ON_THREE = "change a service, three nodes behind HAProxy";

    /** The number of clients if there are many. */
    static final int MANY = 16;

    /** The services that are changed. */
    private static final int STANDING = 320;

    /** The lowest port of the services that are changed. All of their ports have five digits. */
    private static final int FIRST_STANDING = 10_000;

    private static final int FIRST_CREATED = 20_000;
    private static final int LAST_CREATED = 49_000;
    private static final int DIGITS = 5;

    private final TestBed bed;
    private final Rounds rounds;
    private int created;
    private int changes;

    ServiceChanges(TestBed bed, Rounds rounds) {
        this.bed = bed;
        this.rounds = rounds;
    }

    static int steps(Settings settings) {
        return 6 * settings.rounds();
    }

    void measure() {
        BalancedNodes nodes = new BalancedNodes(bed, "/services/");
        Meter one = nodes.meterOfOne();
        Meter three = nodes.meter();
        String node = nodes.first().address();
        makeStanding(nodes.first().client());
        Subject create = creates(node);
        Subject createOnThree = creates(nodes.address());
        Subject change = changes(node);
        Subject changeOnThree = changes(nodes.address());
        rounds.warmUp(CREATE, create, one);
        rounds.warmUp(CHANGE_ON_THREE, changeOnThree, three);
        for (int round : rounds.numbers()) {
            rounds.closed(CREATE, create, one, 1, round);
            rounds.closed(CREATE, create, one, MANY, round);
            rounds.closed(CREATE_ON_THREE, createOnThree, three, MANY, round);
            rounds.closed(CHANGE, change, one, 1, round);
            rounds.closed(CHANGE, change, one, MANY, round);
            rounds.closed(CHANGE_ON_THREE, changeOnThree, three, MANY, round);
        }
        nodes.close();
    }

    private Subject creates(String address) {
        return clients -> bed.generator().connect(address, clients, number -> new CreateScript());
    }

    private Subject changes(String address) {
        return clients ->
                bed.generator().connect(address, clients, number -> new ChangeScript(number, clients));
    }

    private static void makeStanding(PortmasterClient client) {
        try {
            for (int port = FIRST_STANDING; port < FIRST_STANDING + STANDING; port++) {
                client.services().create(new ServiceDefinitionBody("s-" + port, null, port, port));
            }
        } catch (ProblemException | IOException e) {
            throw new BenchException("a service can't be made: " + e.getMessage(), e);
        }
    }

    /** The rest of the JSON body from the service's name on. */
    private static String definition(int port) {
        return "s-" + port + "\",\"start\":" + port + ",\"end\":" + port;
    }

    /** A client that creates a service with one port, which no other client has, and deletes it. */
    private final class CreateScript implements Script {
        private final RequestTemplate create = RequestTemplate.withBody(
                "POST",
                "/v1/services",
                "{\"name\":\"",
                definition(FIRST_CREATED).length(),
                "}");
        private final RequestTemplate delete = RequestTemplate.of("DELETE", "/v1/services/s-", "");
        private int port;
        private boolean creating;

        @Override
        public RequestTemplate begin() {
            creating = true;
            port = FIRST_CREATED + created++ % (LAST_CREATED - FIRST_CREATED);
            return create.fill(definition(port).getBytes(US_ASCII));
        }

        @Override
        public @Nullable RequestTemplate next(ResponseReader response) {
            response.expect(creating ? 201 : 204);
            if (!creating) {
                return null;
            }
            creating = false;
            return delete.fill(port);
        }
    }

    /** A client that changes the description of services. No other client has these at the time. */
    private final class ChangeScript implements Script {
        private final RequestTemplate[] requests;
        private int next;

        ChangeScript(int number, int clients) {
            requests = new RequestTemplate[STANDING / clients];
            for (int i = 0; i < requests.length; i++) {
                int port = FIRST_STANDING + number * requests.length + i;
                requests[i] = RequestTemplate.withBody("PATCH", "/v1/services/s-" + port, "{\"description\":\"", DIGITS, "\"}");
            }
        }

        @Override
        public RequestTemplate begin() {
            int text = FIRST_STANDING + changes++ % FIRST_STANDING;
            return requests[next++ % requests.length].fill(text);
        }

        @Override
        public @Nullable RequestTemplate next(ResponseReader response) {
            response.expect(200);
            return null;
        }
    }
}
