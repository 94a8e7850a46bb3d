package io.portmaster.check;

import static io.portmaster.check.PlantedKeys.OFFERS;
import static io.portmaster.check.PlantedKeys.inGroup;
import static io.portmaster.check.PlantedKeys.range;

import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Space;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding.Group;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test breaks one invariant of groups, or shows a state that is right. */
class GroupsTest {
    private final PlantedKeys keys = new PlantedKeys();
    private final Offer first = inGroup(sample(5000, "a"), sample(5000, "a"), 3, 0);
    private final Offer second = inGroup(sample(5001, "b"), first, 3, 1);
    private final Offer third = inGroup(sample(5007, "c"), first, 3, 2);

    private Offer sample(int port, String name) {
        return keys.samples.offer(port, "django", name);
    }

    @BeforeEach
    void haveAGroupOfOffers() {
        keys.service("django", FormatVersion.V1, range(5000, 5009));
        keys.holding(first, OFFERS);
        keys.holding(second, OFFERS);
        keys.holding(third, OFFERS);
    }

    /** Neither needs a service of version 2. */
    @Test
    void groupOfOffersPasses() {
        keys.assertSound();
    }

    @Test
    void groupOfAllocationsMayLackSome() {
        remove(second);
        accept(first);
        accept(third);
        keys.assertSound();
    }

    @Test
    void groupOfOffersThatLacksOneIsFound() {
        remove(second);
        keys.assertViolated("ports/05000, ports/05007: a group of 3 offers, of which there are 2");
    }

    @Test
    void groupThatIsAcceptedInPartIsFound() {
        accept(second);
        keys.assertViolated("ports/05000, ports/05001, ports/05007: the group has both offers and allocations");
    }

    @Test
    void groupOfOffersOnDifferentLeasesIsFound() {
        keys.holding(third, new Lease(0x99));
        keys.assertViolated("ports/05000, ports/05001, ports/05007: a group of offers on different leases");
    }

    @Test
    void groupWithOnePlaceTwiceIsFound() {
        keys.holding(inGroup(third, first, 3, 1), OFFERS);
        keys.assertViolated(
                "ports/05000, ports/05001, ports/05007: two holdings of one group have the same place, or one has none"
                        + " of its places");
    }

    @Test
    void groupWithAPlaceBeyondItsSizeIsFound() {
        keys.holding(inGroup(third, first, 3, 3), OFFERS);
        keys.assertViolated(
                "ports/05000, ports/05001, ports/05007: two holdings of one group have the same place, or one has none"
                        + " of its places");
    }

    @Test
    void groupOfDifferentSizesIsFound() {
        keys.holding(inGroup(third, first, 4, 2), OFFERS);
        keys.assertViolated(
                "ports/05000, ports/05001, ports/05007: the services, secrets, sizes or wishes of the group differ");
    }

    @Test
    void groupOverTwoServicesIsFound() {
        remove(third);
        keys.service("flask", range(6000, 6009));
        keys.holding(inGroup(keys.samples.offer(6000, "flask", "c"), first, 3, 2), OFFERS);
        keys.assertViolated(
                "ports/05000, ports/05001, ports/06000: the services, secrets, sizes or wishes of the group differ");
    }

    @Test
    void consecutiveGroupHasNeighbours() {
        Offer neighbour = inGroup(sample(5002, "c"), first, new Group(3, 2, true));
        remove(third);
        keys.holding(inGroup(first, first, new Group(3, 0, true)), OFFERS);
        keys.holding(inGroup(second, first, new Group(3, 1, true)), OFFERS);
        keys.holding(neighbour, OFFERS);
        keys.assertSound();

        keys.remove("default/ports/05002");
        keys.holding(inGroup(third, first, new Group(3, 2, true)), OFFERS);
        keys.assertViolated("ports/05000, ports/05001, ports/05007: a consecutive group whose ports are no neighbours");
    }

    @Test
    void groupOfWhichOnlyAPartIsConsecutiveIsFound() {
        keys.holding(inGroup(second, first, new Group(3, 1, true)), OFFERS);
        keys.assertViolated(
                "ports/05000, ports/05001, ports/05007: the services, secrets, sizes or wishes of the group differ");
    }

    @Test
    void recordThatCannotBeReadMayBeTheOneThatIsMissing() {
        keys.content(
                "ports/05001", new Key.PortKey(Space.DEFAULT, 5001), new Value.Unreadable("no text in name"), OFFERS);
        keys.assertViolated("ports/05001: can't be read: no text in name");
    }

    @Test
    void groupWithARecordOfANewerReleaseIsNotJudged() {
        remove(second);
        keys.holding(
                new Offer(
                        5007,
                        third.service(),
                        third.name(),
                        third.created(),
                        third.ttl(),
                        third.receipt(),
                        Labels.EMPTY,
                        third.group(),
                        FormatVersion.of(3)),
                OFFERS);
        keys.assertSound();
    }

    private void accept(Offer offer) {
        remove(offer);
        keys.holding(offer.accepted(keys.samples.tick()), Lease.NONE);
    }

    private void remove(Offer offer) {
        keys.remove("default/ports/0" + offer.port());
        keys.remove("default/offers/django/" + offer.name());
    }
}
