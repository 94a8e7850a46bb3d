package io.portmaster.history;

import io.portmaster.history.HeldPort.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store and the nodes before it, as they should be: each request is carried out at one moment, or not at all. */
final class ModelStore {
    private static final int FIRST_PORT = 5000;

    private final Random random;
    private final int lastPort;
    private final Listener listener;
    private final TreeMap<Integer, Row> rows = new TreeMap<>();
    private final Map<String, Row> byName = new HashMap<>();
    private List<Operation> waiting = new ArrayList<>();
    private long revision = 100;

    /** The ports and names that the batch under way has changed. No two changes of a batch share one. */
    private final Set<Object> touched = new HashSet<>();

    private record Row(HeldPort holding, long created, long modified, long planned, Operation by) {}

    /** Is told of each change. */
    interface Listener {
        void changed(long revision, int port, @Nullable HeldPort holding);
    }

    /** A request that a node works on. */
    static final class Operation {
        private final Request request;
        private long planned;
        Done whenDone = (answer, secret) -> {};

        /** Takes the answer, and the secret of what it grants. */
        interface Done {
            void done(Answer answer, long secret);
        }

        Operation(Request request, long planned) {
            this.request = request;
            this.planned = planned;
        }

        long planned() {
            return planned;
        }

        void planAgain(long time) {
            planned = time;
        }

        boolean isKeylessOffer() {
            return request instanceof Request.Offer offer && !offer.acceptAtOnce() && offer.key() == null;
        }
    }

    ModelStore(Random random, int ports, Listener listener) {
        this.random = random;
        this.lastPort = FIRST_PORT + ports - 1;
        this.listener = listener;
    }

    long revision() {
        return revision;
    }

    /** Reads see the moment; changes wait for the next batch. */
    void take(Operation operation) {
        if (operation.request instanceof Request.Find find) {
            Row row = row(find.name());
            operation.whenDone.done(
                    row == null || row.holding().state() == State.OFFERED
                            ? new Answer.Refused("port-not-found", null)
                            : new Answer.Found(row.holding(), row.modified()),
                    0);
        } else if (operation.request instanceof Request.List list) {
            List<HeldPort> holdings = rows.values().stream()
                    .map(Row::holding)
                    .filter(holding -> holding.state() == list.state())
                    .toList();
            operation.whenDone.done(new Answer.Listed(holdings), 0);
        } else {
            waiting.add(operation);
        }
    }

    void commit(long now) {
        List<Operation> batch = waiting;
        waiting = new ArrayList<>();
        begin();
        for (Operation operation : batch) {
            if (touched.contains(name(operation.request))) {
                waiting.add(operation);
            } else {
                change(operation);
            }
        }
    }

    /** Begins a batch at a higher revision. The revisions in between are changes of keys that are no ports. */
    private void begin() {
        touched.clear();
        revision += 2 + random.nextInt(3);
    }

    private void change(Operation operation) {
        Request request = operation.request;
        if (request instanceof Request.Offer offer) {
            claim(operation, offer);
        } else if (request instanceof Request.Accept accept) {
            accept(operation, accept);
        } else if (request instanceof Request.Reject reject) {
            Row row = bySecret(reject.name(), reject.secret());
            if (row == null) {
                operation.whenDone.done(new Answer.Refused("offer-not-found", null), 0);
            } else if (row.holding().state() == State.ALLOCATED) {
                operation.whenDone.done(new Answer.Refused("offer-accepted", row.holding()), 0);
            } else {
                delete(row);
                operation.whenDone.done(new Answer.Gone(), 0);
            }
        } else if (request instanceof Request.Release release) {
            Row row = row(release.name());
            if (row == null || row.holding().state() == State.OFFERED) {
                operation.whenDone.done(new Answer.Refused("port-not-found", null), 0);
            } else {
                delete(row);
                operation.whenDone.done(new Answer.Gone(), 0);
            }
        }
    }

    private void claim(Operation operation, Request.Offer offer) {
        Row row = row(offer.name());
        if (row != null) {
            boolean same = offer.key() != null && offer.equals(row.by().request);
            operation.whenDone.done(
                    same
                            ? new Answer.Granted(row.holding(), row.modified(), operation != row.by())
                            : new Answer.Refused("name-taken", row.holding()),
                    row.created());
            return;
        }
        int port = FIRST_PORT;
        while (rows.containsKey(port) || touched.contains(port)) {
            port += 1 + random.nextInt(2);
        }
        if (port > lastPort) {
            operation.whenDone.done(new Answer.Refused("range-exhausted", null), 0);
            return;
        }
        State state = offer.acceptAtOnce() ? State.ALLOCATED : State.OFFERED;
        HeldPort holding = new HeldPort(offer.name(), port, state);
        put(new Row(holding, revision, revision, operation.planned(), operation));
        operation.whenDone.done(new Answer.Granted(holding, revision, false), revision);
    }

    private void accept(Operation operation, Request.Accept accept) {
        Row row = bySecret(accept.name(), accept.secret());
        if (row == null) {
            operation.whenDone.done(new Answer.Refused("offer-not-found", null), 0);
        } else if (row.holding().state() == State.ALLOCATED) {
            operation.whenDone.done(new Answer.Granted(row.holding(), row.modified(), true), 0);
        } else {
            HeldPort holding = new HeldPort(accept.name(), row.holding().port(), State.ALLOCATED);
            put(new Row(holding, row.created(), revision, row.planned(), row.by()));
            operation.whenDone.done(new Answer.Granted(holding, revision, false), 0);
        }
    }

    /** Ends the offers that were planned before then, at one revision. */
    void expire(long planned) {
        begin();
        List.copyOf(rows.values()).stream()
                .filter(row -> row.holding().state() == State.OFFERED && row.planned() < planned)
                .forEach(this::delete);
    }

    /** Ends some offers. */
    void revoke(Set<String> revoked) {
        begin();
        List.copyOf(rows.values()).stream()
                .filter(row -> row.holding().state() == State.OFFERED && random.nextInt(4) == 0)
                .forEach(row -> {
                    revoked.add(row.holding().port() + "@" + row.created());
                    delete(row);
                });
    }

    void takeBack(int port, long created) {
        Row row = rows.get(port);
        if (row != null && row.created() == created) {
            begin();
            delete(row);
        }
    }

    private void put(Row row) {
        rows.put(row.holding().port(), row);
        byName.put(row.holding().name(), row);
        changed(row.holding().port(), row.holding().name(), row.holding());
    }

    private void delete(Row row) {
        rows.remove(row.holding().port());
        byName.remove(row.holding().name());
        changed(row.holding().port(), row.holding().name(), null);
    }

    private void changed(int port, String name, @Nullable HeldPort holding) {
        touched.add(port);
        touched.add(name);
        listener.changed(revision, port, holding);
    }

    private @Nullable Row row(String name) {
        return byName.get(name);
    }

    /** A secret is the revision that created the record. */
    private @Nullable Row bySecret(String name, String secret) {
        Row row = row(name);
        return row != null && String.valueOf(row.created()).equals(secret) ? row : null;
    }

    private static String name(Request request) {
        if (request instanceof Request.Offer offer) {
            return offer.name();
        } else if (request instanceof Request.Accept accept) {
            return accept.name();
        } else if (request instanceof Request.Reject reject) {
            return reject.name();
        } else {
            return ((Request.Release) Objects.requireNonNull(request)).name();
        }
    }
}
