package io.portmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Only the client that asked for an offer sees its secret. No etcd value, log line, list or error has it. The same holds for
 * idempotency keys, from which secrets follow.
 */
class SecrecyIT {
    private static final String PREFIX = "/secrecy/";
    private static final String DJANGO = "/v1/services/django";
    private static final String OFFERS = DJANGO + "/offers";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Stage stage = new Stage();

    /** The secrets and keys that must stay hidden. */
    private final List<String> secrets = new ArrayList<>();

    private EtcdCluster etcd;
    private NodeProcess node;
    private HaproxyProcess haproxy;
    private int names;

    @BeforeEach
    void startOneNodeBehindHaproxy() throws IOException {
        etcd = stage.etcd(1);
        // TRACE logs the most.
        node = stage.node(
                List.of("--etcd", etcd.endpoints(), "--prefix", PREFIX), Map.of("PORTMASTER_LOG_LEVEL", "TRACE"));
        node.awaitReady();
        haproxy = stage.haproxy(List.of(node.address(), nobody(), nobody()));
        haproxy.awaitNode();
        new Operator(node.client()).create("django", 5000, 5099);
        new Operator(node.client()).create("other", 6000, 6099);
    }

    @Test
    void nobodyElseSeesASecret() throws IOException {
        for (PlainHttp way : List.of(node.api(), haproxy.api())) {
            List<HttpReply> seenByOthers = new ArrayList<>();
            settleOffers(way);
            askWrongly(way, seenByOthers);
            String open = offer(way);
            lookAround(way, seenByOthers);
            assertThat(way.get(OFFERS + "/" + open).expect(200).text()).contains(open);

            assertThat(seenByOthers).hasSizeGreaterThan(20);
            seenByOthers.forEach(reply -> assertHides("an answer", reply.toString()));
        }

        assertThat(secrets).hasSizeGreaterThan(12).doesNotHaveDuplicates();
        KeySpace.read(etcd.client(), "/").raw().forEach((key, entry) -> {
            assertHides("a key", key);
            assertHides("the value of " + key, entry.value());
        });
        assertHides("the node's log", node.log());
        assertHides("HAProxy's log", haproxy.log());
        // The logs name the routes with secrets, so the secrets passed through them.
        assertThat(node.log().replace("\\/", "/")).contains(OFFERS + "/{secret}/accept");
        assertThat(haproxy.log()).contains(OFFERS + "/{secret}/accept");
    }

    /** Uses both generations of the API's routes to accept and reject, with and without an idempotency key. */
    private void settleOffers(PlainHttp way) throws IOException {
        way.post(OFFERS + "/" + offer(way) + "/accept", null).expect(201);
        way.send("PUT", OFFERS + "/" + offer(way), "{}").expect(201);
        way.post(OFFERS + "/" + offer(way) + "/reject", null).expect(204);
        way.delete(OFFERS + "/" + offer(way)).expect(204);
        String accepted = offer(way);
        way.post(OFFERS + "/" + accepted + "/accept", null).expect(201);
        way.post(OFFERS + "/" + accepted + "/accept", null).expect(201);
    }

    /** Sends requests that are refused, with a secret wherever one can be. */
    private void askWrongly(PlainHttp way, List<HttpReply> replies) throws IOException {
        String open = offer(way);
        String accepted = offer(way);
        way.post(OFFERS + "/" + accepted + "/accept", null).expect(201);
        String rejected = offer(way);
        way.delete(OFFERS + "/" + rejected).expect(204);
        for (String secret : List.of(open, accepted, rejected)) {
            String path = OFFERS + "/" + secret;
            replies.add(way.get(path.replace("django", "other")));
            replies.add(way.get(path.replace("django", "nobody")));
            replies.add(way.post(path.replace("django", "other") + "/accept", null));
            replies.add(way.post(path.replace("django", "other") + "/reject", null));
            replies.add(way.send("PATCH", path, "{}"));
            replies.add(way.post(path, "{}"));
            replies.add(way.post(path + "/accept/again", null));
            replies.add(way.post(path + "/swallow", null));
            replies.add(way.get(path + "/accept"));
            replies.add(way.send("DELETE", path, null, "If-Match", "\"nothing\""));
            replies.add(way.send("PUT", path, "not JSON"));
            replies.add(way.get("/v1/offers/" + secret));
            replies.add(way.get("/v2" + path));
            replies.add(way.post(OFFERS, "{\"name\":\"web\",\"secret\":\"" + secret + "\"}"));
            replies.add(way.get(path + "?limit=" + secret));
            replies.add(way.get("/v1/services?cursor=" + secret));
            replies.add(way.get(path.toUpperCase(Locale.ROOT)));
            replies.add(way.get(OFFERS + "/%" + Integer.toHexString(secret.charAt(0)) + secret.substring(1) + "/x"));
        }
        replies.removeIf(reply -> reply.status() < 300);
        replies.add(way.delete(OFFERS + "/" + rejected));
        replies.add(way.delete(OFFERS + "/" + accepted));
        replies.add(way.send("POST", OFFERS, "{\"name\":\"x\"}", "Idempotency-Key", "short"));
    }

    private static void lookAround(PlainHttp way, List<HttpReply> replies) throws IOException {
        for (String path : List.of(
                OFFERS,
                OFFERS + "?stale",
                DJANGO + "/ports",
                DJANGO,
                "/v1/services",
                "/v1/ports/5000",
                "/v1/ports/5001",
                "/metrics",
                "/readyz",
                "/")) {
            replies.add(way.get(path).expect(200));
        }
    }

    /** Asks for an offer, sometimes with an idempotency key, and notes what must stay hidden. */
    private String offer(PlainHttp way) throws IOException {
        String name = "{\"name\":\"web-" + names++ + "\"}";
        HttpReply offer;
        if (names % 2 == 0) {
            String key = UUID.randomUUID().toString();
            secrets.add(key);
            offer = way.send("POST", OFFERS, name, "Idempotency-Key", key).expect(201);
        } else {
            offer = way.post(OFFERS, name).expect(201);
        }
        String secret = offer.json().path("secret").asText();
        secrets.add(secret);
        return secret;
    }

    private void assertHides(String what, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        assertThat(secrets)
                .as("%s: %s", what, text)
                .noneMatch(secret -> lower.contains(secret) || lower.contains(bare(secret)));
    }

    private static String bare(String uuid) {
        return uuid.replace("-", "");
    }

    /** An address where no node listens. */
    private static String nobody() {
        return "127.0.0.1:" + FreePort.next();
    }
}
