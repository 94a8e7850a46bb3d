package io.portmaster.transfer;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.transfer.Plan.Step;
import io.portmaster.transfer.Row.InstanceRow;
import io.portmaster.transfer.Row.ServiceRow;
import io.portmaster.wire.ProblemMembers.HeldPort;
import io.portmaster.wire.ServiceBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan: first the services, then the allocations, several at once. Each row is one request, which the node carries out
 * whole or not at all. A row that the node refuses stops no other. A node that isn't there any more stops them all.
 */
public final class Importer {
    private final PortmasterClient client;
    private final Tries tries;
    private final int atOnce;

    /** Is told of each row that was tried, by many threads. */
    private final Runnable progress;

    /** @param atOnce how many requests are on their way at most */
    public Importer(PortmasterClient client, Pause pause, int atOnce, Runnable progress) {
        this.client = client;
        this.tries = new Tries(pause);
        this.atOnce = atOnce;
        this.progress = progress;
    }

    /**
     * What has become of each row.
     *
     * @param stop why the import ended early; null if every row was tried
     */
    public record Outcome(List<Result> results, @Nullable Exception stop) {
        public Outcome {
            results = List.copyOf(results);
        }

        /** @throws ProblemException or {@link IOException} if the import ended early */
        public void throwStop() throws ProblemException, IOException {
            if (stop instanceof ProblemException problem) {
                throw problem;
            }
            if (stop instanceof IOException noAnswer) {
                throw noAnswer;
            }
        }
    }

    /** Carries out all steps that are creations. */
    public Outcome carryOut(Plan plan) {
        return new Run(plan.steps()).outcome();
    }

    /** One import. */
    private final class Run {
        private final List<Step> steps;
        private final AtomicReferenceArray<Result> results;
        private final Set<String> missingServices = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Exception stop;

        Run(List<Step> steps) {
            this.steps = steps;
            this.results = new AtomicReferenceArray<>(steps.size());
        }

        Outcome outcome() {
            List<Callable<@Nullable Void>> allocations = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                int place = i;
                results.set(place, step.result());
                if (step.isCreation() && step.row() instanceof InstanceRow row) {
                    allocations.add(() -> settle(place, row, () -> create(row)));
                } else if (step.isCreation() && step.row() instanceof ServiceRow row) {
                    settle(place, row, () -> create(row));
                }
            }
            inParallel(allocations);
            List<Result> all = new ArrayList<>(results.length());
            for (int i = 0; i < results.length(); i++) {
                all.add(results.get(i));
            }
            return new Outcome(all, stop);
        }

        private interface Creation {
            Result carryOut() throws ProblemException, IOException;
        }

        private @Nullable Void settle(int place, Row row, Creation creation) {
            results.set(place, settled(row, creation));
            if (row instanceof ServiceRow service && results.get(place).fate().isFailure()) {
                missingServices.add(service.name());
            }
            progress.run();
            return null;
        }

        private Result settled(Row row, Creation creation) {
            if (stop != null) {
                return new Result(row.number(), row.subject(), Fate.UNTRIED, "the import ended before it");
            }
            try {
                return creation.carryOut();
            } catch (ProblemException e) {
                if (Tries.concernsAll(e)) {
                    stop = e;
                }
                return refused(row, e);
            } catch (IOException e) {
                stop = e;
                return new Result(row.number(), row.subject(), Fate.FAILED, "no answer: it may be there or not");
            }
        }

        private Result create(ServiceRow row) throws ProblemException, IOException {
            return tries.send(isRepeated -> {
                try {
                    client.services().create(row.definition());
                } catch (ProblemException e) {
                    if (!e.code().equals("service-exists")) {
                        throw e;
                    }
                    // An earlier try may have created it.
                    ServiceBody there = client.services().get(row.name()).body();
                    return made(row, isRepeated, Difference.of(row, there));
                }
                return made(row, true, null);
            });
        }

        private Result create(InstanceRow row) throws ProblemException, IOException {
            if (missingServices.contains(row.service())) {
                return new Result(row.number(), row.subject(), Fate.FAILED, "its service was not created");
            }
            return tries.send(isRepeated -> {
                try {
                    client.offers().createAccepted(row.service(), row.request(), null, null);
                } catch (ProblemException e) {
                    boolean hasIt = e.code().equals("name-taken")
                            && e.problem().members() instanceof HeldPort held
                            && held.port() == row.port()
                            && held.state().equals("allocated");
                    if (!hasIt) {
                        throw e;
                    }
                    // An earlier try may have created it, or another import.
                    return made(
                            row,
                            isRepeated,
                            Difference.of(
                                    row,
                                    client.ports()
                                            .allocation(row.service(), row.port())
                                            .body()));
                }
                return made(row, true, null);
            });
        }

        private static Result made(Row row, boolean byThisImport, @Nullable String difference) {
            Fate fate = difference != null ? Fate.DIFFERENT : byThisImport ? Fate.CREATED : Fate.THERE;
            return new Result(row.number(), row.subject(), fate, difference);
        }

        private static Result refused(Row row, ProblemException refusal) {
            String detail = refusal.problem().detail();
            String reason = (detail == null ? refusal.problem().title() : detail) + " (" + refusal.code() + ")";
            return new Result(row.number(), row.subject(), Fate.FAILED, reason, refusal);
        }

        private void inParallel(List<Callable<@Nullable Void>> tasks) {
            ExecutorService threads = Executors.newFixedThreadPool(atOnce);
            try {
                for (Future<@Nullable Void> task : threads.invokeAll(tasks)) {
                    task.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an allocation failed in an unexpected way", e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
