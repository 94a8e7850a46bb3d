package io.portmaster.http.problem;

import io.portmaster.allocation.PortState;
import io.portmaster.allocation.Refusal;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.http.server.RequestPart;
import io.portmaster.record.FormatVersion;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One problem of each code. */
public final class Problems {
    private static final Name DJANGO = new Name("django");
    private static final PortRange RANGE = new PortRange(5000, 5009);
    private static final Service SERVICE = new Service(DJANGO, null, RANGE, Instant.EPOCH, new UUID(1, 2));

    private static final Lease LEASE = new Lease(0x3c0f5e7a9b21d840L);

    private Problems() {}

    public static Stream<Problem> all() {
        return Stream.concat(
                Stream.of(
                        Problem.invalid(List.of(new Violation(RequestPart.BODY, null, "is missing"))),
                        Problem.routeNotFound(),
                        Problem.methodNotAllowed("GET"),
                        Problem.requestTimeout("the request's head did not arrive in time"),
                        Problem.bodyTooLarge(1),
                        Problem.pathTooLong(),
                        Problem.unsupportedMediaType("send JSON"),
                        Problem.headersTooLarge(),
                        Problem.notReady("no etcd has answered"),
                        Problem.draining(),
                        Problem.internalError()),
                refusals().map(RefusalProblems::of));
    }

    public static Stream<Refusal> refusals() {
        return Stream.of(
                new Refusal.ServiceNotFound(DJANGO),
                new Refusal.OfferNotFound(DJANGO),
                new Refusal.PortNotFound("web-01"),
                new Refusal.PortNotFound("web-01", 5000),
                new Refusal.PortNotCooling(5002),
                new Refusal.ServiceExists(SERVICE),
                new Refusal.RangeOverlap(PortSet.of(RANGE), List.of(SERVICE)),
                new Refusal.RangeInUse(PortSet.of(RANGE), List.of(5000)),
                new Refusal.ServiceInUse(DJANGO, List.of(5000)),
                new Refusal.NameTaken(DJANGO, 5000, State.OFFERED),
                new Refusal.OfferAccepted(5000),
                new Refusal.RangeExhausted(DJANGO, new PortCounts(1, 1, 0)),
                new Refusal.RangeExhausted(DJANGO, new PortCounts(9, 3, 0, 2, 1), 3, 3, 2, Duration.ofMillis(39_001)),
                new Refusal.PortTaken(5000, PortState.COOLING, DJANGO, new Name("web-01")),
                new Refusal.PortOutOfRange(6000, DJANGO, PortSet.of(RANGE)),
                new Refusal.LeaseNotFound(LEASE),
                new Refusal.LeaseTooShort(30, 60),
                new Refusal.LeaseFull(1000),
                new Refusal.OnOtherLease(LEASE, 7),
                new Refusal.OnOtherLease(null, 7),
                new Refusal.NextOfNeighbours(),
                new Refusal.SeveralRanges(PortSet.of(RANGE, new PortRange(6000, 6009))),
                new Refusal.ReservedOutside(PortSet.of(RANGE)),
                new Refusal.PreconditionFailed(7),
                new Refusal.IdempotencyKeyReused(DJANGO),
                new Refusal.ReadOnly("created"),
                new Refusal.EmptyRange(2, 1),
                new Refusal.Overloaded(),
                new Refusal.Contended(),
                new Refusal.StoreUnavailable("no answer from the store in time"),
                new Refusal.RecordUnreadable("port 5000"),
                new Refusal.RecordNewer("service django", FormatVersion.of(3)),
                new Refusal.OutcomeUnknown());
    }

    public static Set<String> titlesOf(String code) {
        return all().filter(problem -> problem.code().equals(code))
                .map(Problem::title)
                .collect(Collectors.toSet());
    }
}
