package io.portmaster.cluster;

import io.portmaster.client.Page.Start;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Manages services at one node, and looks up what is there. If the store gives no answer in time, on a machine that stands still
 * for a moment, the operator asks again: such a refusal changes nothing.
 */
public record Operator(PortmasterClient client) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public void create(String service, int start, int end) throws IOException {
        expectDone(tryToCreate(service, start, end));
    }

    /** Creates a service whose ports cool. */
    public void create(String service, int start, int end, Duration reuseDelay, Duration busyDelay) throws IOException {
        ServiceDefinitionBody definition = new ServiceDefinitionBody(service, null, start, end)
                .withTimes((int) reuseDelay.toSeconds(), (int) busyDelay.toSeconds(), null);
        expectDone(attempt(() -> client.services().create(definition)));
    }

    /** Creates a service. Returns the node's refusal; empty if the node did it. The next methods do likewise. */
    Optional<ProblemException> tryToCreate(String service, int start, int end) throws IOException {
        return attempt(() -> client.services().create(new ServiceDefinitionBody(service, null, start, end)));
    }

    Optional<ProblemException> tryToResize(String service, int start, int end) throws IOException {
        return attempt(() -> client.services().change(service, new ServiceChangeBody(false, null, start, end), null));
    }

    Optional<ProblemException> tryToDelete(String service) throws IOException {
        return attempt(() -> {
            client.services().delete(service, false, null);
            return service;
        });
    }

    public void resize(String service, int start, int end) throws IOException {
        expectDone(tryToResize(service, start, end));
    }

    public void delete(String service) throws IOException {
        expectDone(tryToDelete(service));
    }

    /** Deletes the service with all that is in it. */
    public void deleteByForce(String service) throws IOException {
        expectDone(attempt(() -> {
            client.services().delete(service, true, null);
            return service;
        }));
    }

    ServiceBody look(String service) throws IOException {
        return get(() -> client.services().get(service).body());
    }

    boolean isMissing(String service) throws IOException {
        Optional<ProblemException> refusal = attempt(() -> client.services().get(service));
        return refusal.isPresent() && refusal.get().code().equals("service-not-found");
    }

    /** The holdings, as {@code NAME PORT STATE}, from the service's two lists. */
    public List<String> holdings(String service) throws IOException {
        List<HoldingBody> found = new ArrayList<>();
        found.addAll(get(() -> client.offers().list(service, Start.first(Start.MOST)).items()));
        found.addAll(get(() -> client.ports().allocations(service, Start.first(Start.MOST)).items()));
        return found.stream()
                .map(holding -> holding.name() + " " + holding.port() + " " + holding.state())
                .toList();
    }

    private static void expectDone(Optional<ProblemException> refusal) {
        refusal.ifPresent(problem -> {
            throw new AssertionError("refused: " + problem.getMessage(), problem);
        });
    }

    private static <T> T get(Question<T> question) throws IOException {
        try {
            return patiently(question);
        } catch (ProblemException e) {
            throw new AssertionError("refused: " + e.getMessage(), e);
        }
    }

    private static Optional<ProblemException> attempt(Question<?> question) throws IOException {
        try {
            patiently(question);
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e);
        }
    }

    private static <T> T patiently(Question<T> question) throws ProblemException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.ask();
            } catch (ProblemException e) {
                if (!e.code().equals("store-unavailable") || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Await.pass(Duration.ofMillis(100));
            }
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ProblemException, IOException;
    }
}
