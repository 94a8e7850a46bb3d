package io.portmaster.traffic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one agent has and remembers: names, ports, leases, and the ports that its names had. */
final class Belongings {
    private final World world;
    private final Random random;
    private final List<String> free = new ArrayList<>();
    private final Set<String> loose = new HashSet<>();
    private final List<Grant> grants = new ArrayList<>();
    private final List<LeaseTerm> leases = new ArrayList<>();
    private final List<Tenure> former = new ArrayList<>();

    Belongings(World world, Random random, List<String> names) {
        this.world = world;
        this.random = random;
        free.addAll(names);
    }

    // Requests

    <T> Exchange<T> ask(String kind, Exchange.Call<T> call) {
        return Exchange.of(kind, world.nodes(), random, world.tally(), call);
    }

    Exchange<Boolean> order(String kind, Exchange.Order order) {
        return ask(kind, node -> {
            order.at(node);
            return true;
        });
    }

    /** Takes note of an answer that no promise allows. */
    void accuse(Exchange<?> exchange, String what) {
        world.tenures().accuse(what + ": " + exchange + ", of " + grants);
    }

    // Names

    /** Some of the names that have no port; fewer if there are not so many. */
    List<String> takeNames(int most) {
        List<String> taken = new ArrayList<>();
        while (taken.size() < most && !free.isEmpty()) {
            taken.add(free.remove(random.nextInt(free.size())));
        }
        return taken;
    }

    void giveBack(List<String> names) {
        free.addAll(names);
    }

    /** Takes that name, if it has no port. */
    boolean take(String name) {
        return free.remove(name);
    }

    /** Whether one of the names may have a port that the agent has given up without an answer. */
    boolean isAnyLoose(List<String> names) {
        return names.stream().anyMatch(loose::contains);
    }

    // Ports

    void add(Grant grant, List<Tenure> parts) {
        grants.add(grant);
        parts.forEach(part -> addTo(grant, part));
    }

    void addTo(Grant grant, Tenure part) {
        loose.remove(part.name());
        former.removeIf(one -> one.name().equals(part.name()) || one.port() == part.port());
        grant.parts().add(part);
        world.tenures().add(part);
    }

    /** Ends one port of a grant by a request: its name is free, the port cools. */
    void release(Grant grant, Tenure part, Exchange<?> exchange) {
        long delay = world.reuseDelay().least(exchange.asked(), exchange.answered());
        long kept = grant.isAccepted() ? Moment.after(exchange.asked(), delay) : Long.MIN_VALUE;
        part.end(
                Math.min(exchange.asked(), grant.heldUntil()),
                grant.lease() == null ? kept : Math.min(kept, grant.keptUntil()));
        forget(grant, part);
        if (grant.isAccepted()) {
            former.add(part);
        }
    }

    /** Ends all ports of a grant by a request. */
    void release(Grant grant, Exchange<?> exchange) {
        List.copyOf(grant.parts()).forEach(part -> release(grant, part, exchange));
    }

    /** Ends one port of an offer as busy. */
    void busy(Grant grant, Tenure part, Exchange<?> exchange) {
        long delay = world.busyDelay().least(exchange.asked(), exchange.answered());
        part.endAsBusy(Math.min(exchange.asked(), grant.heldUntil()), Moment.after(exchange.asked(), delay));
        forget(grant, part);
    }

    /** Takes another port in the place of a busy one. The name stays the grant's. */
    void replace(Grant grant, Tenure part, Tenure next, Exchange<?> exchange) {
        busy(grant, part, exchange);
        free.remove(part.name());
        if (!grants.contains(grant)) {
            grants.add(grant);
        }
        addTo(grant, next);
    }

    /** Leaves a grant to its end by itself. */
    void abandon(Grant grant) {
        for (Tenure part : List.copyOf(grant.parts())) {
            part.end(Math.min(Moment.now(), grant.heldUntil()), grant.keptUntil());
            loose.add(part.name());
            forget(grant, part);
            if (grant.isAccepted()) {
                former.add(part);
            }
        }
    }

    private void forget(Grant grant, Tenure part) {
        grant.parts().remove(part);
        free.add(part.name());
        if (grant.parts().isEmpty()) {
            grants.remove(grant);
        }
    }

    /** One of the grants; null if there is none. */
    @Nullable
    Grant anyGrant(boolean accepted) {
        return any(grants.stream().filter(grant -> grant.isAccepted() == accepted).toList());
    }

    /** A port that a name of the agent had before; null if there is none. */
    @Nullable
    Tenure anyFormer() {
        Tenure one = any(former);
        former.remove(one);
        return one;
    }

    List<Grant> grants() {
        return grants;
    }

    // Leases

    List<LeaseTerm> leases() {
        return leases;
    }

    @Nullable
    LeaseTerm anyLease() {
        return any(leases);
    }

    /** Forgets a lease with all that is on it. */
    void lapse(LeaseTerm lease) {
        leases.remove(lease);
        on(lease).forEach(this::abandon);
    }

    List<Grant> on(LeaseTerm lease) {
        return grants.stream().filter(grant -> Objects.equals(grant.lease(), lease)).toList();
    }

    private <T> @Nullable T any(List<T> some) {
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    World world() {
        return world;
    }

    Random random() {
        return random;
    }
}
