package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.domain.Secret;
import io.portmaster.record.Allocation;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Offer;
import io.portmaster.registry.SpaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The holdings of one secret: one, or those of a group that still exist, in the order of the group's names. They are offers, or
 * they are allocations, since a group is accepted whole.
 */
record HoldingGroup(List<Entry<Holding>> entries) {
    static HoldingGroup of(SpaceView view, Name service, Secret secret) {
        return new HoldingGroup(view.holdingsBySecret(service, secret));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** @throws IndexOutOfBoundsException if there is none */
    Entry<Holding> first() {
        return entries.get(0);
    }

    /** By the nonce all are of the same request. */
    UUID nonce() {
        return first().value().receipt().nonce();
    }

    boolean areOffers() {
        return entries.stream().allMatch(entry -> entry.value() instanceof Offer);
    }

    boolean areAllocations() {
        return entries.stream().allMatch(entry -> entry.value() instanceof Allocation);
    }

    /**
     * Whether these are all that the request was given, and all offers or all allocations. An unproven view may show fewer of a
     * group: a conflict has told it of some, and the mirror hasn't brought the others yet. So only proven records tell that the
     * rest has been released.
     */
    boolean isWhole() {
        return !isEmpty() && entries.size() == sizeWhenMade() && (areOffers() || areAllocations());
    }

    private int sizeWhenMade() {
        Holding.Group group = first().value().group();
        return group == null ? 1 : group.size();
    }

    List<Entry<Offer>> offers() {
        return those(Offer.class);
    }

    List<Entry<Allocation>> allocations() {
        return those(Allocation.class);
    }

    private <H extends Holding> List<Entry<H>> those(Class<H> kind) {
        List<Entry<H>> those = new ArrayList<>(entries.size());
        for (Entry<Holding> entry : entries) {
            Entry<H> one = entry.as(kind);
            if (one != null) {
                those.add(one);
            }
        }
        return those;
    }

    List<Integer> ports() {
        return entries.stream().map(entry -> entry.value().port()).toList();
    }

    /** Whether a change that was planned on the other one, and that writes each record of it, has not happened. */
    boolean isUnchangedSince(HoldingGroup planned) {
        return revisions().equals(planned.revisions());
    }

    private List<Long> revisions() {
        return entries.stream().map(Entry::modRevision).toList();
    }
}
