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
    private final Promises promises;
    private final Listener listener;
    private final TreeMap<Integer, Row> rows = new TreeMap<>();
    private final Map<String, Row> byName = new HashMap<>();
    private final ModelLeases leases = new ModelLeases();
    private final ModelCoolings coolings;
    private List<Operation> waiting = new ArrayList<>();
    private long revision = 100;
    private long now;

    /** The ports and names that the batch under way has changed. No two changes of a batch share one. */
    private final Set<Object> touched = new HashSet<>();

    /**
     * @param planned when the time of the offer began
     * @param by the request that made it
     * @param secret the revision at which the first record with that secret was made
     * @param lease of a client; 0 for none
     */
    private record Row(
            HeldPort holding,
            long created,
            long modified,
            long planned,
            Operation by,
            long secret,
            long lease,
            @Nullable String group) {
        Row accepted(long revision, long onto) {
            HeldPort allocation = new HeldPort(holding.name(), holding.port(), State.ALLOCATED);
            return new Row(allocation, created, revision, planned, by, secret, onto, group);
        }

        Row renewed(long revision, long from) {
            return new Row(holding, created, revision, from, by, secret, lease, group);
        }

        boolean isOffer() {
            return holding.state() == State.OFFERED;
        }
    }

    /** Is told of each change. */
    interface Listener {
        void changed(long revision, int port, @Nullable HeldPort holding, long lease, @Nullable String group);

        void cooled(long revision, int port, @Nullable CoolingPort cooling);
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

        private void refuse(String code) {
            whenDone.done(new Answer.Refused(code, null), 0);
        }
    }

    /** @param promises of which the delays count */
    ModelStore(Random random, int ports, Promises promises, Listener listener) {
        this.random = random;
        this.lastPort = FIRST_PORT + ports - 1;
        this.promises = promises;
        this.listener = listener;
        this.coolings = new ModelCoolings(leases, (port, cooling) -> listener.cooled(revision, port, cooling));
    }

    long revision() {
        return revision;
    }

    /** Reads see the moment; changes wait for the next batch. */
    void take(Operation operation) {
        if (operation.request instanceof Request.Find find) {
            Row row = byName.get(find.name());
            operation.whenDone.done(
                    row == null || row.isOffer()
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

    void commit(long time) {
        now = time;
        List<Operation> batch = waiting;
        waiting = new ArrayList<>();
        begin();
        for (Operation operation : batch) {
            if (names(operation.request).stream().anyMatch(touched::contains)) {
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
        } else if (request instanceof Request.OfferAll offer) {
            claimAll(operation, offer);
        } else if (request instanceof Request.Accept accept) {
            accept(operation, bySecret(request, accept.secret()), accept.lease(), false);
        } else if (request instanceof Request.AcceptAll accept) {
            accept(operation, bySecret(request, accept.secret()), accept.lease(), true);
        } else if (request instanceof Request.Reject reject) {
            reject(operation, bySecret(request, reject.secret()));
        } else if (request instanceof Request.RejectAll reject) {
            reject(operation, bySecret(request, reject.secret()));
        } else if (request instanceof Request.RejectBusy busy) {
            replace(operation, bySecret(request, busy.secret()), List.of(busy.port()), busy.next(), false);
        } else if (request instanceof Request.NextAll next) {
            replace(operation, bySecret(request, next.secret()), next.busy(), true, true);
        } else if (request instanceof Request.Move move) {
            move(operation, move);
        } else if (request instanceof Request.Release release) {
            release(operation, release);
        } else {
            changeLease(operation);
        }
    }

    private void claim(Operation operation, Request.Offer offer) {
        Row row = byName.get(offer.name());
        if (row != null) {
            boolean same = offer.key() != null && offer.equals(row.by().request);
            operation.whenDone.done(
                    same
                            ? new Answer.Granted(row.holding(), row.modified(), operation != row.by())
                            : new Answer.Refused("name-taken", row.holding()),
                    row.secret());
            return;
        }
        List<Integer> ports = freePorts(List.of(offer.name()));
        if (offer.lease() != 0 && !leases.isAlive(offer.lease())) {
            operation.refuse("lease-not-found");
        } else if (ports.isEmpty()) {
            operation.refuse("range-exhausted");
        } else {
            State state = offer.acceptAtOnce() ? State.ALLOCATED : State.OFFERED;
            HeldPort holding = new HeldPort(offer.name(), ports.get(0), state);
            put(new Row(holding, revision, revision, operation.planned, operation, revision, offer.lease(), null));
            operation.whenDone.done(new Answer.Granted(holding, revision, false), revision);
        }
    }

    private void claimAll(Operation operation, Request.OfferAll offer) {
        List<Row> standing =
                offer.names().stream().map(byName::get).filter(Objects::nonNull).toList();
        if (!standing.isEmpty()) {
            boolean same = standing.size() == offer.names().size()
                    && standing.stream().allMatch(row -> offer.equals(row.by().request));
            operation.whenDone.done(
                    same
                            ? told(standing, true, operation != standing.get(0).by())
                            : new Answer.Refused("name-taken", standing.get(0).holding()),
                    standing.get(0).secret());
            return;
        }
        List<Integer> ports = offer.consecutive() ? neighbours(offer.names().size()) : freePorts(offer.names());
        if (ports.isEmpty()) {
            operation.refuse("range-exhausted");
            return;
        }
        List<Row> made = new ArrayList<>();
        String group = revision + "-" + offer.names().get(0);
        for (int place = 0; place < ports.size(); place++) {
            HeldPort holding = new HeldPort(offer.names().get(place), ports.get(place), State.OFFERED);
            made.add(new Row(holding, revision, revision, operation.planned, operation, revision, 0, group));
        }
        made.forEach(this::put);
        operation.whenDone.done(told(made, true, false), revision);
    }

    /** A port for each name, its former one if it may have that back; none if there are not so many. */
    private List<Integer> freePorts(List<String> names) {
        List<Integer> chosen = new ArrayList<>();
        int next = FIRST_PORT;
        for (String name : names) {
            int former = coolings.formerPort(name, port -> !isHeld(port) && !chosen.contains(port));
            if (former != 0) {
                chosen.add(former);
                continue;
            }
            while (isHeld(next) || coolings.has(next) || chosen.contains(next)) {
                next += 1 + random.nextInt(2);
            }
            chosen.add(next);
        }
        return next > lastPort ? List.of() : chosen;
    }

    /** The lowest free run of that length; none if there is none. */
    private List<Integer> neighbours(int count) {
        List<Integer> run = new ArrayList<>();
        for (int port = FIRST_PORT; port <= lastPort && run.size() < count; port++) {
            if (isHeld(port) || coolings.has(port)) {
                run.clear();
            } else {
                run.add(port);
            }
        }
        return run.size() < count ? List.of() : run;
    }

    private boolean isHeld(int port) {
        return rows.containsKey(port) || touched.contains(port);
    }

    private void accept(Operation operation, List<Row> offers, long lease, boolean group) {
        if (offers.isEmpty()) {
            operation.refuse("offer-not-found");
        } else if (!offers.get(0).isOffer()) {
            operation.whenDone.done(told(offers, group, true), 0);
        } else if (lease != 0 && !leases.isAlive(lease)) {
            operation.refuse("lease-not-found");
        } else {
            List<Row> accepted =
                    offers.stream().map(row -> row.accepted(revision, lease)).toList();
            accepted.forEach(this::put);
            operation.whenDone.done(told(accepted, group, false), 0);
        }
    }

    private void reject(Operation operation, List<Row> offers) {
        if (isRefused(operation, offers)) {
            return;
        }
        offers.forEach(this::delete);
        operation.whenDone.done(new Answer.Gone(), 0);
    }

    private static boolean isRefused(Operation operation, List<Row> offers) {
        if (offers.isEmpty()) {
            operation.refuse("offer-not-found");
        } else if (!offers.get(0).isOffer()) {
            operation.whenDone.done(
                    new Answer.Refused("offer-accepted", offers.get(0).holding()), 0);
        }
        return offers.isEmpty() || !offers.get(0).isOffer();
    }

    /** Lets busy ports cool, and gives others in their place if the client wants them. */
    private void replace(Operation operation, List<Row> offers, List<Integer> busy, boolean next, boolean group) {
        if (isRefused(operation, offers)) {
            return;
        }
        List<Row> replaced = offers.stream()
                .filter(row -> busy.contains(row.holding().port()))
                .toList();
        List<Integer> ports =
                freePorts(replaced.stream().map(row -> row.holding().name()).toList());
        if (replaced.isEmpty()) {
            if (next) {
                operation.whenDone.done(told(offers, group, true), offers.get(0).secret());
            } else {
                operation.refuse("offer-not-found");
            }
            return;
        } else if (next && ports.isEmpty()) {
            operation.refuse("range-exhausted");
            return;
        }
        replaced.forEach(row -> {
            delete(row);
            long until = operation.planned + promises.busyDelay().toNanos();
            coolings.busy(row.holding().port(), row.holding().name(), until);
        });
        if (!next) {
            operation.whenDone.done(new Answer.Gone(), 0);
            return;
        }
        List<Row> now = new ArrayList<>();
        for (Row row : offers) {
            int place = replaced.indexOf(row);
            now.add(
                    place < 0
                            ? row.renewed(revision, operation.planned)
                            : new Row(
                                    new HeldPort(row.holding().name(), ports.get(place), State.OFFERED),
                                    revision,
                                    revision,
                                    operation.planned,
                                    row.by(),
                                    row.secret(),
                                    0,
                                    row.group()));
        }
        now.forEach(this::put);
        operation.whenDone.done(told(now, group, false), now.get(0).secret());
    }

    private void move(Operation operation, Request.Move move) {
        List<Row> found = bySecret(move, move.secret());
        if (found.isEmpty() || found.get(0).isOffer()) {
            operation.refuse("offer-not-found");
            return;
        }
        Row row = found.get(0);
        if (row.lease() == move.lease()) {
            operation.whenDone.done(told(found, false, true), 0);
        } else if (row.modified() != move.revision()) {
            operation.refuse("precondition-failed");
        } else if (move.lease() != 0 && !leases.isAlive(move.lease())) {
            operation.refuse("lease-not-found");
        } else {
            Row moved = row.accepted(revision, move.lease());
            put(moved);
            operation.whenDone.done(told(List.of(moved), false, false), 0);
        }
    }

    private void release(Operation operation, Request.Release release) {
        Row row = byName.get(release.name());
        if (row == null || row.isOffer()) {
            operation.refuse("port-not-found");
        } else {
            release(row, operation);
            operation.whenDone.done(new Answer.Gone(), 0);
        }
    }

    private void release(Row row, Operation operation) {
        delete(row);
        long until = operation.planned + promises.reuseDelay().toNanos();
        coolings.release(row.holding().port(), row.holding().name(), until);
    }

    private void changeLease(Operation operation) {
        if (operation.request instanceof Request.CreateLease) {
            operation.whenDone.done(leased(leases.create(now)), 0);
        } else if (operation.request instanceof Request.RenewLease renew) {
            Answer no = new Answer.Refused("lease-not-found", null);
            operation.whenDone.done(leases.renew(renew.lease(), now) ? leased(renew.lease()) : no, 0);
        } else if (operation.request instanceof Request.EndLease end && leases.isAlive(end.lease())) {
            leases.end(end.lease());
            on(end.lease()).forEach(row -> release(row, operation));
            operation.whenDone.done(new Answer.Gone(), 0);
        } else {
            operation.refuse("lease-not-found");
        }
    }

    private static Answer leased(long lease) {
        return new Answer.Leased(lease, ModelLeases.TTL, ModelLeases.LINGER);
    }

    private List<Row> on(long lease) {
        return rows.values().stream().filter(row -> row.lease() == lease).toList();
    }

    private static Answer told(List<Row> rows, boolean group, boolean replayed) {
        List<HeldPort> holdings = rows.stream().map(Row::holding).toList();
        long modified = rows.get(0).modified();
        return group
                ? new Answer.GrantedAll(holdings, modified, replayed)
                : new Answer.Granted(holdings.get(0), modified, replayed);
    }

    /** Ends the offers, the leases and the coolings whose time was up then. */
    void expire(long time) {
        begin();
        List.copyOf(rows.values()).stream()
                .filter(row -> row.isOffer() && row.planned() + promises.ttl().toNanos() < time)
                .forEach(this::delete);
        leases.expire(time).forEach(lease -> on(lease).forEach(this::delete));
        coolings.expire(time);
    }

    /** Ends some offers, and with each of a group all of it. */
    void revoke(Set<String> revoked) {
        begin();
        Map<Long, Boolean> chosen = new HashMap<>();
        List.copyOf(rows.values()).stream()
                .filter(row -> row.isOffer() && chosen.computeIfAbsent(row.secret(), any -> random.nextInt(4) == 0))
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

    /** Writes a record. A cooling key is kept beside an offer and for what is on a lease, and goes with any other allocation. */
    private void put(Row row) {
        int port = row.holding().port();
        rows.put(port, row);
        byName.put(row.holding().name(), row);
        touched(row);
        listener.changed(revision, port, row.holding(), row.lease(), row.group());
        if (row.lease() != 0) {
            coolings.onLease(port, row.holding().name(), row.lease());
        } else if (!row.isOffer()) {
            coolings.end(port);
        }
    }

    private void delete(Row row) {
        rows.remove(row.holding().port());
        byName.remove(row.holding().name());
        touched(row);
        listener.changed(revision, row.holding().port(), null, 0, null);
    }

    private void touched(Row row) {
        touched.add(row.holding().port());
        touched.add(row.holding().name());
    }

    /** The records of the names of a request that have that secret. */
    private List<Row> bySecret(Request request, String secret) {
        return names(request).stream()
                .map(byName::get)
                .filter(row -> row != null && String.valueOf(row.secret()).equals(secret))
                .toList();
    }

    /** The names that the request is about, in its order. */
    private List<String> names(Request request) {
        if (request instanceof Request.OfferAll offer) {
            return offer.names();
        } else if (request instanceof Request.AcceptAll accept) {
            return accept.offers().stream().map(HeldPort::name).toList();
        } else if (request instanceof Request.RejectAll reject) {
            return reject.offers().stream().map(HeldPort::name).toList();
        } else if (request instanceof Request.NextAll next) {
            return next.offers().stream().map(HeldPort::name).toList();
        } else if (request instanceof Request.EndLease end) {
            return on(end.lease()).stream().map(row -> row.holding().name()).toList();
        }
        return request.name() == null ? List.of() : List.of(request.name());
    }
}
