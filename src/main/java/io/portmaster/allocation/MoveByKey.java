package io.portmaster.allocation;

import io.portmaster.commit.Mutation;
import io.portmaster.domain.Secret;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Value;
import io.portmaster.registry.SpaceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a request whose key has got its ports before. It moves them first if they are to be on another client's lease. */
final class MoveByKey {
    private final OfferRequest request;
    private final LeaseMove move;

    /** The holdings that a move was last planned for, and their secret. Null if none was. */
    private @Nullable Planned planned;

    /** What the move was planned on that was sent and whose outcome was never learned. Null if there is none. */
    private @Nullable HoldingGroup unresolved;

    private record Planned(HoldingGroup group, Secret secret) {}

    MoveByKey(OfferRequest request, Executions executions) {
        this.request = request;
        this.move = new LeaseMove(
                request.lease(), request.precondition(), new LeaseAdmission(executions.registry()), executions.loop());
    }

    /** @param entries all that the key has got, as the view shows them */
    Step<Granted> plan(SpaceView view, List<Entry<Holding>> entries, Secret secret) {
        HoldingGroup found = new HoldingGroup(entries);
        List<Entry<Allocation>> allocations = found.allocations();
        if (!request.acceptAtOnce() || !move.isAsked(allocations)) {
            return new Step.Answer<>(
                    new Granted(entries, secret, unresolved == null, PortStatus.revision(view, found.first())));
        }
        if (unresolved != null && !found.isUnchangedSince(unresolved)) {
            // The move may have happened, and another one after it.
            return new Step.Refuse<>(new Refusal.OutcomeUnknown());
        }
        unresolved = null;
        planned = new Planned(found, secret);
        return move.plan(view, allocations);
    }

    /** Answers with the allocations as they are after a move of some or all of them. */
    Step<Granted> committed(Mutation mutation, long revision) {
        if (planned == null) {
            throw new IllegalStateException("committed a move that was never sent");
        }
        List<Entry<Holding>> moved = mutation.entries(Holding.class, revision);
        List<Entry<Holding>> now = new ArrayList<>();
        for (Entry<Holding> entry : planned.group().entries()) {
            now.add(moved.stream()
                    .filter(each -> each.key().equals(entry.key()))
                    .findFirst()
                    .orElse(entry));
        }
        long accepted = mutation.entry(Value.Index.class, revision).createRevision();
        return new Step.Answer<>(new Granted(now, planned.secret(), false, accepted));
    }

    void unresolved() {
        unresolved = planned == null ? null : planned.group();
    }

    /** Whether a move may have taken effect that the client hears nothing of. */
    boolean leavesSomething() {
        return unresolved != null;
    }
}
