package io.portmaster.http.problem;

import io.portmaster.allocation.Refusal;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.http.server.OverloadReason;
import io.portmaster.http.server.RequestPart;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import io.portmaster.wire.EntityTag;
import io.portmaster.wire.ProblemMembers;
import java.util.List;
import java.util.stream.Collectors;

/** Turns refusals into problems, with their status, code and texts. */
final class RefusalProblems {
    private RefusalProblems() {}

    static Problem of(Refusal refusal) {
        if (refusal instanceof Refusal.ServiceNotFound no) {
            return Problem.of(
                    404, "service-not-found", "Service not found", "there is no service named " + no.service());
        }
        if (refusal instanceof Refusal.OfferNotFound no) {
            return Problem.of(
                    404,
                    "offer-not-found",
                    "Offer not found",
                    no.service() + " has no such offer; it may have been accepted, rejected, or have expired");
        }
        if (refusal instanceof Refusal.PortNotFound no) {
            return Problem.of(
                    404, "port-not-found", "Port not found", "there is no allocation of " + no.sought() + why(no));
        }
        if (refusal instanceof Refusal.PortNotCooling no) {
            return Problem.of(404, "port-not-found", "Port not found", "port " + no.port() + " is not cooling");
        }
        if (refusal instanceof Refusal.ServiceExists no) {
            return Problem.of(
                            409,
                            "service-exists",
                            "Service already exists",
                            "there is a service named " + no.existing().name() + " already")
                    .with(services(List.of(no.existing())));
        }
        if (refusal instanceof Refusal.RangeOverlap no) {
            String others =
                    no.inTheWay().stream().map(Service::name).map(Name::value).collect(Collectors.joining(", "));
            return Problem.of(
                            409,
                            "range-overlap",
                            "Port range overlaps",
                            text(no.wanted()) + " overlaps the range of " + others)
                    .with(services(no.inTheWay()));
        }
        if (refusal instanceof Refusal.RangeInUse no) {
            return Problem.of(
                            409,
                            "range-in-use",
                            "Port range is in use",
                            "the range " + text(no.wanted()) + " leaves out " + count(no.ports()) + " in use")
                    .with(new ProblemMembers.PortsInUse(no.ports()));
        }
        if (refusal instanceof Refusal.ServiceInUse no) {
            return Problem.of(
                            409,
                            "service-in-use",
                            "Service is in use",
                            count(no.ports()) + " in use; force=true deletes them with the service")
                    .with(new ProblemMembers.PortsInUse(no.ports()));
        }
        if (refusal instanceof Refusal.NameTaken no) {
            return Problem.of(409, "name-taken", "Name already taken", no.name() + " has port " + no.port() + held(no))
                    .with(new ProblemMembers.HeldPort(
                            no.port(), no.state().toString(), no.name().value()));
        }
        if (refusal instanceof Refusal.OfferAccepted no) {
            return Problem.of(
                            409,
                            "offer-accepted",
                            "Offer already accepted",
                            "port " + no.port() + " is allocated; release it instead")
                    .with(new ProblemMembers.HeldPort(no.port(), State.ALLOCATED.toString()));
        }
        if (refusal instanceof Refusal.RangeExhausted no) {
            return PortProblems.exhausted(no);
        }
        if (refusal instanceof Refusal.PortTaken no) {
            return PortProblems.taken(no);
        }
        if (refusal instanceof Refusal.PortOutOfRange no) {
            return Problem.of(
                            409,
                            "port-out-of-range",
                            "Port out of range",
                            no.service() + " has the ports " + text(no.ports()) + ", and not " + no.port())
                    .with(new ProblemMembers.OwnedRanges(no.ports()));
        }
        if (refusal instanceof Refusal.LeaseNotFound no) {
            return LeaseProblems.notFound(no);
        }
        if (refusal instanceof Refusal.LeaseTooShort no) {
            return LeaseProblems.tooShort(no);
        }
        if (refusal instanceof Refusal.LeaseFull no) {
            return LeaseProblems.full(no);
        }
        if (refusal instanceof Refusal.OnOtherLease no) {
            return LeaseProblems.onOther(no);
        }
        if (refusal instanceof Refusal.PreconditionFailed no) {
            return Problem.of(
                            412,
                            "precondition-failed",
                            "Precondition failed",
                            "the resource has changed since you read the tag in If-Match."
                                    + " The ETag of this answer is the present tag. Read the resource, then decide whether"
                                    + " to send the change again")
                    .withHeader("ETag", EntityTag.of(no.currentRevision()));
        }
        if (refusal instanceof Refusal.IdempotencyKeyReused no) {
            return Problem.of(
                    422,
                    "idempotency-key-reused",
                    "Idempotency key reused",
                    "the first request for " + no.name()
                            + " with this key asked for something else, by accept, port, fallback or consecutive."
                            + " Take another key, or send the same request");
        }
        if (refusal instanceof Refusal.ReadOnly no) {
            return Problem.invalid(List.of(Violation.readOnly(no.field())));
        }
        if (refusal instanceof Refusal.EmptyRange no) {
            return Problem.invalid(Violation.reversedRange(no.start(), no.end()));
        }
        if (refusal instanceof Refusal.SeveralRanges no) {
            return Problem.invalid(List.of(Violation.severalRanges(no.ports())));
        }
        if (refusal instanceof Refusal.ReservedOutside no) {
            return Problem.invalid(Violation.reservedOutside(no.outside()));
        }
        if (refusal instanceof Refusal.NextOfNeighbours) {
            return Problem.invalid(List.of(new Violation(
                    RequestPart.QUERY, "next", "can't be used: the ports of this group have to be neighbours")));
        }
        if (refusal instanceof Refusal.Overloaded) {
            return Problem.overloaded(OverloadReason.QUEUE.text());
        }
        if (refusal instanceof Refusal.Contended) {
            return Problem.overloaded(OverloadReason.CONTENTION.text());
        }
        if (refusal instanceof Refusal.StoreUnavailable no) {
            return Problem.storeUnavailable(no.why() + "; nothing was changed");
        }
        if (refusal instanceof Refusal.RecordUnreadable no) {
            return Problem.recordUnreadable(no.what());
        }
        if (refusal instanceof Refusal.RecordNewer no) {
            return Problem.recordNewer(no.what(), no.version());
        }
        if (refusal instanceof Refusal.OutcomeUnknown) {
            return Problem.outcomeUnknown("send the same request again to find out");
        }
        throw new IllegalStateException("a refusal without a problem: " + refusal.getClass());
    }

    /** Adds the reason that a client may not know: the port is only offered, or no service can have it. */
    private static String why(Refusal.PortNotFound no) {
        if (no.offered() != null) {
            return ", but an open offer of port " + no.offered()
                    + ": accept it with its secret, or withdraw it with DELETE and ?state=offered";
        }
        // A name is never digits alone.
        boolean number = no.sought().chars().allMatch(Character::isDigit);
        return number && !PortRange.allows(Integer.parseInt(no.sought()))
                ? ": services have ports from " + PortRange.LOWEST + " to " + PortRange.HIGHEST
                : "";
    }

    private static String held(Refusal.NameTaken no) {
        return no.state() == State.ALLOCATED
                ? " already"
                : " already, as an open offer. If you do not have its secret, withdraw it with DELETE ports/"
                        + no.name()
                        + "?state=offered under this service. Next time send an Idempotency-Key that is always the same for"
                        + " this instance: then a repeated request gets the same offer and its secret";
    }

    private static ProblemMembers services(List<Service> services) {
        return new ProblemMembers.ConflictingServices(services.stream()
                .map(service ->
                        new ProblemMembers.ServiceInTheWay(service.name().value(), service.ports()))
                .toList());
    }

    /** A refusal names at most {@link Refusal#MAX_NAMED} ports. A refusal that names as many may leave out further ports. */
    private static String count(List<Integer> ports) {
        if (ports.size() == 1) {
            return "1 port";
        }
        return ports.size() + (ports.size() < Refusal.MAX_NAMED ? " ports" : " ports or more");
    }

    static String text(PortSet ports) {
        return ports.ranges().stream()
                .map(range -> range.start() + " to " + range.end())
                .collect(Collectors.joining(" and "));
    }
}
