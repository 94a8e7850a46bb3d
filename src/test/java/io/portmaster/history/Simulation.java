package io.portmaster.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sound run that never was: a model of the store, clients that use it at once, answers that are late or lost, offers that
 * expire, a watch that lags. Everything happens in the order of a clock of its own, and by a seed.
 */
final class Simulation {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long TTL = 6 * SECOND;
    private static final long SLACK = 5 * SECOND;
    private static final Duration REUSE_DELAY = Duration.ofSeconds(3);
    private static final Duration BUSY_DELAY = Duration.ofSeconds(5);

    /** The time that a node may work on a request. */
    private static final long PATIENCE = 5 * SECOND;

    private final Random random;
    private final int clients;
    private final long length;
    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<RawRead> rawReads = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<CoolingChange> coolings = new ArrayList<>();
    private final Set<String> revoked = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final ModelStore store;
    private long now;
    private long lag = MILLI;
    private long seen;

    /** @param length for which clients are at work */
    Simulation(long seed, int clients, Duration length) {
        this.random = new Random(seed);
        this.clients = clients;
        this.length = length.toNanos();
        this.store = new ModelStore(random, clients * 15, promises(), new Watch());
    }

    Run run() {
        for (int number = 0; number < clients; number++) {
            after(think(), client(number));
        }
        after(0, this::commit);
        after(0, this::changeLag);
        after(0, this::expire);
        after(SECOND, this::revoke);
        for (String member : List.of("etcd1", "etcd2", "etcd3")) {
            after(100 * MILLI, () -> readRaw(member));
        }
        while (!events.isEmpty()) {
            now = events.firstKey();
            events.remove(now).run();
        }
        return new Run(exchanges, rawReads, changes, coolings, promises(), end());
    }

    private Promises promises() {
        return new Promises(Duration.ofNanos(TTL), Duration.ofNanos(SLACK), healed(), REUSE_DELAY, BUSY_DELAY, revoked);
    }

    private Runnable client(int number) {
        return switch (number % 4) {
            case 1 -> new ModelLeaseClient(number, this, random)::act;
            case 3 -> new ModelGroupClient(number, this, random)::act;
            default -> new ModelClient(number, this, random)::act;
        };
    }

    /** The time of the simulation's clock. */
    long now() {
        return now;
    }

    /** Clients are gone by then, and what they asked for last has come to its end. */
    private long healed() {
        return length + 2 * PATIENCE;
    }

    private long end() {
        return healed() + 2 * (TTL + SLACK) + (ModelLeases.TTL + ModelLeases.LINGER) * SECOND;
    }

    boolean isOver() {
        return now > length;
    }

    /** No two things happen at once. */
    void after(long delay, Runnable action) {
        long time = now + delay;
        while (events.containsKey(time)) {
            time++;
        }
        events.put(time, action);
    }

    private void again(long delay, Runnable action) {
        if (now < end()) {
            after(delay, action);
        }
    }

    long think() {
        return (long) (-Math.log(1 - random.nextDouble()) * 80 * MILLI);
    }

    /** A name that somebody has used. */
    @Nullable
    String anyName() {
        return names.isEmpty() ? null : new ArrayList<>(names).get(random.nextInt(names.size()));
    }

    /** Asks so often until the client knows the outcome, or has asked that many times. */
    void insist(int client, Request request, int attempts, ModelClient.Ear ear) {
        ask(client, request, (answer, secret) -> {
            if (answer instanceof Answer.Unknown && attempts > 1) {
                insist(client, request, attempts - 1, ear);
            } else {
                ear.hear(answer, secret);
            }
        });
    }

    /** Asks, and calls back with the answer and with what it holds beside, by when a client would know. */
    void ask(int client, Request request, ModelClient.Ear ear) {
        long asked = now;
        ModelStore.Operation operation = new ModelStore.Operation(request, now + random.nextInt(1_000));
        int fate = random.nextInt(100);
        long arrives = (random.nextInt(30) == 0 ? random.nextInt(4_500) : 1 + random.nextInt(10)) * MILLI;
        if (request instanceof Request.Offer offer) {
            noteName(offer.name());
        } else if (request instanceof Request.OfferAll offer) {
            offer.names().forEach(this::noteName);
        }
        if (fate < 4) {
            String code = fate == 0 ? Answer.UNREACHABLE : "store-unavailable";
            after(arrives, () -> tell(client, request, asked, new Answer.Refused(code, null), 0, ear));
        } else if (fate < 12) {
            after(arrives, () -> tell(client, request, asked, new Answer.Unknown("outcome-unknown"), 0, ear));
            if (fate < 9) {
                operation.whenDone = (answer, secret) -> {};
                after(random.nextInt(5_000) * MILLI, () -> store.take(operation));
            }
        } else {
            operation.whenDone = (answer, secret) -> {
                boolean late = now - operation.planned() > TTL / 2 && operation.isKeylessOffer();
                if (late && answer instanceof Answer.Granted granted) {
                    takeBack(operation, granted);
                } else {
                    after(random.nextInt(5) * MILLI, () -> tell(client, request, asked, answer, secret, ear));
                }
            };
            after(arrives, () -> store.take(operation));
        }
    }

    private void noteName(String name) {
        names.add(name);
        if (names.size() > 200) {
            names.remove(names.iterator().next());
        }
    }

    /** The node doesn't tell of an offer that has little left of its TTL, but makes another. */
    private void takeBack(ModelStore.Operation operation, Answer.Granted granted) {
        after(MILLI, () -> store.takeBack(granted.holding().port(), granted.revision()));
        after(50 * MILLI, () -> {
            operation.planAgain(now);
            store.take(operation);
        });
    }

    private void tell(int client, Request request, long asked, Answer answer, long secret, ModelClient.Ear ear) {
        String told = secret == 0 ? null : String.valueOf(secret);
        exchanges.add(new Exchange(client, "node" + (1 + client % 3), request, asked, now, answer, told));
        after(think(), () -> ear.hear(answer, secret));
    }

    /** Carries out all waiting requests as one batch, at one revision. */
    private void commit() {
        store.commit(now);
        again((1 + random.nextInt(8)) * MILLI, this::commit);
    }

    /** Sees each change a while later. */
    private final class Watch implements ModelStore.Listener {
        @Override
        public void changed(long revision, int port, @Nullable HeldPort holding, long lease, @Nullable String group) {
            seen = Math.max(seen, now + lag);
            changes.add(new Change(revision, seen, port, holding, lease, group));
        }

        @Override
        public void cooled(long revision, int port, @Nullable CoolingPort cooling) {
            seen = Math.max(seen, now + lag);
            coolings.add(new CoolingChange(revision, seen, port, cooling));
        }
    }

    private void changeLag() {
        lag = random.nextInt(5) == 0 ? random.nextInt(1_500) * MILLI : random.nextInt(3) * MILLI + 1;
        again(random.nextInt(2_000) * MILLI, this::changeLag);
    }

    /** Leases end in groups, and before all is healed some end late. */
    private void expire() {
        long late = now < healed() && random.nextInt(3) > 0 ? 4 * SECOND : 0;
        store.expire(now - late);
        again(300 * MILLI, this::expire);
    }

    private void revoke() {
        if (!isOver()) {
            store.revoke(revoked);
        }
        again(random.nextInt(8) * SECOND, this::revoke);
    }

    private void readRaw(String member) {
        long asked = now;
        after(random.nextInt(5) * MILLI, () -> {
            long revision = store.revision();
            after(random.nextInt(5) * MILLI, () -> rawReads.add(new RawRead(member, asked, now, revision)));
        });
        again(250 * MILLI, () -> readRaw(member));
    }
}
